import AccountsModel
import Attributes
import AudienceModel
import Essentials

@testable import Audience

/// A customer's system that sends contacts and their events, one call after another, each again
/// until it is answered.
final class IngestClient {
    let project: ProjectID
    let source: DataSource
    private var sentItems = 0
    private var knownContacts: [String] = []
    private var eventsCount = 0
    private(set) var isDone = false

    /// Items of one client; three clients make more than five hundred.
    private static let wanted = 180

    /// One call, which is repeated until it is answered.
    private final class Call {
        let items: [LogItem]
        var isAnswered = false

        init(_ items: [LogItem]) { self.items = items }
    }

    init(project: ProjectID, source: DataSource) {
        self.project = project
        self.source = source
    }

    /// Sends the next call, if there is any.
    func begin(in world: SimulatedWorld) {
        guard sentItems < Self.wanted else {
            isDone = true
            return
        }
        let count = Int.random(in: 1...20, using: &world.random)
        let sendsEvents = !knownContacts.isEmpty && Bool.random(using: &world.random)
        sentItems += count
        send(Call((0..<count).map { _ in sendsEvents ? event(world) : contact(world) }), in: world)
    }

    private func contact(_ world: SimulatedWorld) -> LogItem {
        let userID = "U\(Int.random(in: 0..<25, using: &world.random))"
        let mark = LogItem.Assignment(
            attribute: "mark",
            value: .integer(Int64(world.stepNumber()))
        )
        let email = LogItem.Assignment(
            attribute: "_email",
            value: .text("person\(Int.random(in: 0..<15, using: &world.random))@example.com")
        )
        return .contact(userID: userID, [mark, email])
    }

    private func event(_ world: SimulatedWorld) -> LogItem {
        eventsCount += 1
        // Some events come twice, as a system that repeats itself sends them.
        let number =
            Int.random(in: 0..<8, using: &world.random) == 0 ? eventsCount / 2 + 1 : eventsCount
        return .event(
            LogItem.LoggedEvent(
                userID: knownContacts.randomElement(using: &world.random) ?? "",
                eventID: "E\(number)",
                type: "purchase",
                at: world.time,
                parameters: [],
                contact: nil
            )
        )
    }

    private func send(_ call: Call, in world: SimulatedWorld) {
        guard !call.isAnswered else { return }
        world.after(.seconds(5)) { self.send(call, in: world) }
        guard let node = world.node else { return }
        node.after(world.delay(500...5_000)) { self.arrive(call, at: node) }
    }

    /// The node's side of a call.
    private func arrive(_ call: Call, at node: SimulatedNode) {
        let world = node.world
        let row = IngestEntry(
            id: world.ids.next(),
            project: project,
            dataSource: source.id,
            itemsCount: call.items.count,
            acceptedAt: world.time,
            payload: LogItem.encode(call.items)
        )
        let store = world.store
        store.write([.ingest], in: world) {
            store.take(row)
            world.audienceChecks.stored(row, call.items)
        } answer: { error in
            guard error == nil else { return }
            node.applier.accept(row, call.items)
            world.after(world.delay(500...5_000)) { self.hear(row, of: call, in: world) }
        }
    }

    /// The call is answered: it is durable, and will be applied in order.
    private func hear(_ row: IngestEntry, of call: Call, in world: SimulatedWorld) {
        world.audienceChecks.promised(row, in: world)
        guard !call.isAnswered else { return }
        call.isAnswered = true
        world.result.itemsCount += call.items.count
        for case .contact(let userID, _) in call.items where !knownContacts.contains(userID) {
            knownContacts.append(userID)
        }
        world.after(world.delay(20_000...4_000_000)) { self.begin(in: world) }
    }
}
