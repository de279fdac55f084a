import AccountsModel
import AudienceModel
import Essentials

@testable import Audience

/// An applier to talk with; what it answers is in short words.
struct ApplyConversation {
    private(set) var applier: Applier
    private(set) var now = Timestamp(seconds: 1_780_000_000)
    private static let project = ProjectID(7)

    init(limit: Int = 1000, owned: ProjectSet = .all) {
        applier = Applier(batchLimit: limit, owned: owned)
    }

    /// One whose project is loaded, and has nothing to do.
    static func loaded(limit: Int = 1000) -> ApplyConversation {
        var talk = ApplyConversation(limit: limit)
        _ = talk.say(.opened(project))
        _ = talk.say(.loaded(project, succeeded: true))
        return talk
    }

    mutating func pass(_ time: Duration) { now = now + time }

    /// Tells it what happened in one turn, answers its callers, and returns what it wants done.
    mutating func say(_ events: ApplyEvent...) -> [String] { say(events) }

    mutating func say(_ events: [ApplyEvent]) -> [String] {
        var actions: [ApplyAction] = []
        for event in events { applier.receive(event, at: now, into: &actions) }
        applier.advance(at: now, into: &actions)
        for case .answer(let waiters) in actions { for waiter in waiters { waiter.answer() } }
        return actions.map { $0.brief(now) }
    }

    /// The batch was planned, and finishes these entries.
    mutating func plan(finishing entries: Int...) -> [String] {
        var changes = AudienceChanges(project: Self.project)
        changes.finished = entries.map(ObjectID.init(test:))
        return say(.planned(Self.project, ChangePlan(changes: changes)))
    }

    /// The batch was planned, and removes contacts up to this one, but not all.
    mutating func plan(removing number: Int64) -> [String] {
        var changes = AudienceChanges(project: Self.project)
        changes.removedContacts = [number]
        return say(.planned(Self.project, ChangePlan(changes: changes)))
    }

    mutating func stored(_ succeeded: Bool = true) -> [String] {
        say(.stored(Self.project, succeeded: succeeded))
    }
}

extension ObjectID {
    init(test number: Int) { self.init(high: 1, low: UInt32(number)) }

    fileprivate var brief: String { String(description.suffix(8).drop { $0 == "0" }) }
}

extension IngestEntry {
    /// A row of the log with a contact.
    static func row(_ number: Int, payload: [UInt8]? = nil) -> IngestEntry {
        IngestEntry(
            id: ObjectID(test: number),
            project: ProjectID(7),
            dataSource: ObjectID(test: 99),
            itemsCount: 1,
            acceptedAt: Timestamp(seconds: 1_780_000_000),
            payload: payload ?? LogItem.encode([.contact(userID: "A", [])])
        )
    }
}

extension LogEntry {
    static func contacts(_ number: Int, items: Int = 1) -> LogEntry {
        LogEntry(
            .row(number),
            items: (0..<items).map { LogItem.contact(userID: "\($0)", []) }
        )
    }

    static func erasure(_ number: Int) -> LogEntry {
        LogEntry(.row(number), items: [.erasure(audienceID: "A", actor: "test")])
    }

    static func sourceRemoval(_ number: Int) -> LogEntry {
        LogEntry(.row(number), items: [.sourceRemoval])
    }
}

extension ApplyAction {
    fileprivate func brief(_ now: Timestamp) -> String {
        switch self {
        case .load: "load"
        case .plan(_, let batch): (["plan \(batch.kind)"] + batch.entries.map(\.id.brief)).line
        case .readEvents(_, let numbers): (["read"] + numbers.map(String.init)).line
        case .store(_, let changes): (["store"] + changes.finished.map(\.brief)).line
        case .index: "index"
        case .adopt(let entry): "adopt \(entry.id.brief)"
        case .release(_, let entries): (["release"] + entries.map(\.id.brief)).line
        case .answer(let waiters): "answer \(waiters.count)"
        case .count: "count"
        case .report(let what, _): "report \(what)"
        case .wake(let due): "wake +\((due - now).wholeMicroseconds / 1000) ms"
        }
    }
}

extension [String] {
    fileprivate var line: String { joined(separator: " ") }
}
