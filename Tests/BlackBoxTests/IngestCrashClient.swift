import Essentials
import Glibc
import TestSupport

/// One client that sends without pause, and what it knows through every crash.
///
/// A call without an answer is made again until it has one, or given up: then nobody can know
/// whether it counts. Its contacts are its own, so it knows the order of what happens to them.
struct IngestCrashClient: Sendable {
    private let number: Int
    private let port: UInt16
    private let sources: [IngestCrashWorld.Source]
    private var generator: SeededGenerator
    private(set) var knowledge = IngestCrashKnowledge()
    private var names: [[IngestCrashName]] = []
    private var lastEvent = 0
    private var lastBad = 0

    /// Contacts of each data source.
    private static let contacts = 20

    init(_ number: Int, of world: IngestCrashWorld, seed: UInt64) {
        self.number = number
        port = world.tenant.server.port
        sources = world.sources
        generator = SeededGenerator(seed: seed &+ UInt64(number) &* 7919)
        names = sources.indices.map { source in
            (0..<Self.contacts).map { place in
                // Half of the user ids are the same in both data sources.
                let suffix = place % 2 == 0 ? "" : "-\(source)"
                return IngestCrashName(source: source, userID: "U-\(number)-\(place)\(suffix)")
            }
        }
        for name in names.joined() { knowledge.histories[name] = IngestCrashHistory() }
    }

    /// Sends until it is told to stop; the closure hears of every call that was answered.
    mutating func run(until isStopping: () -> Bool, answered: () -> Void) {
        var connection: HTTPConnection?
        while !isStopping() {
            perform(nextCall(), &connection)
            answered()
            usleep(2_000)
        }
    }

    private mutating func perform(_ call: IngestCrashCall, _ connection: inout HTTPConnection?) {
        let source = sources[call.source]
        let end = monotonicNanoseconds() + 60_000_000_000
        while monotonicNanoseconds() < end {
            // Without a connection nothing was sent.
            guard let open = connection ?? (try? HTTPConnection(port: port)) else {
                usleep(20_000)
                continue
            }
            connection = open
            let answer = try? open.send(
                call.isRemoval ? "DELETE" : "POST",
                source.stream + call.path,
                headers: [("Authorization", "Bearer \(source.token)")],
                body: call.body.map { Array($0.utf8) }
            )
            if let answer, answer.status != 503 { return take(answer, to: call) }
            knowledge.lose(call)
            if answer != nil { knowledge.postponed += 1 } else { connection = nil }
            if Bool.random(using: &generator) { return knowledge.abandon(call) }
            usleep(20_000)
        }
        knowledge.unexpected.append("\(call.path) was not answered within a minute")
    }

    private mutating func take(_ answer: HTTPConnection.Answer, to call: IngestCrashCall) {
        let items = answer.json.entity.items.elements
        switch answer.status {
        case 202 where call.isRemoval: knowledge.take(call, outcomes: [true])
        case 404 where call.isRemoval: knowledge.takeMissing(call)
        case 202 where items.count == call.items.count, 422 where items.count == call.items.count:
            knowledge.take(call, outcomes: items.map { $0.status == "success" })
        default: knowledge.unexpected.append("\(answer.status) \(answer.text.prefix(300))")
        }
    }
}

// MARK: Calls

extension IngestCrashClient {
    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    private mutating func nextCall() -> IngestCrashCall {
        let source = pick(sources.count)
        let sync = pick(3) == 0 ? "?_sync" : ""
        let count = 1 + pick(20)
        switch pick(20) {
        case 0...11:
            return IngestCrashCall(
                source: source,
                path: "/contacts" + sync,
                items: (0..<count).map { _ in pick(50) == 0 ? bad() : write(source) }
            )
        case 12...16:
            return IngestCrashCall(
                source: source,
                path: "/events" + sync,
                items: (0..<count).map { _ in pick(50) == 0 ? bad() : event(source) }
            )
        case 17:
            let path = pick(2) == 0 ? "/contacts" : "/events"
            return IngestCrashCall(source: source, path: path, items: [bad(), bad()])
        default:
            let name = name(source)
            return IngestCrashCall(
                source: source,
                path: "/contacts/\(name.userID)" + sync,
                items: [.removal(name)]
            )
        }
    }

    private mutating func name(_ source: Int) -> IngestCrashName {
        names[source][pick(Self.contacts)]
    }

    private mutating func version(_ name: IngestCrashName) -> Int {
        knowledge.histories[name]?.next() ?? 0
    }

    private mutating func write(_ source: Int) -> IngestCrashCall.Item {
        let name = name(source)
        return .write(name, version: version(name))
    }

    /// An event that is new, or one that was sent before.
    private mutating func event(_ source: Int) -> IngestCrashCall.Item {
        let name = name(source)
        let known = knowledge.histories[name]?.events.keys.sorted() ?? []
        var id = "E-\(number)-\(lastEvent)"
        if pick(5) == 0, !known.isEmpty {
            id = known[pick(known.count)]
        } else {
            lastEvent += 1
        }
        return .event(name, id: id, version: pick(5) < 2 ? version(name) : nil)
    }

    private mutating func bad() -> IngestCrashCall.Item {
        lastBad += 1
        return .bad("bad-\(number)-\(lastBad)")
    }
}
