import AccountsModel
import Essentials
import MessagingModel
import NotificationScheduling
import Testing

/// Conversations about projects that come and go.
@Suite struct NotificationProjectTests {
    @Test func `only endpoints of acquired projects are sent to and read`() {
        var talk = QueueConversation()
        let (mine, other) = (talk.notification(1, of: 1), talk.notification(2, of: 2))
        #expect(talk.say(.queued([mine, other])) == [])
        #expect(talk.queue.nextWake == nil)
        #expect(talk.say(.acquired(ProjectSet([talk.project(1)]))) == ["search"])
        #expect(talk.say(.found([mine.endpoint, other.endpoint])) == ["page 1"])
        #expect(talk.say(.pageRead(mine.endpoint, [mine])) == ["send 1"])
        #expect(talk.say(.queued([other]), .skipped([other.endpoint])) == [])
    }

    @Test func `what an earlier owner left is read when a project is acquired`() {
        var talk = QueueConversation.searched(1)
        let (old, new) = (talk.notification(1, of: 2), talk.notification(2, of: 2))
        #expect(talk.say(.acquired(ProjectSet([talk.project(2)]))) == ["search"])
        // The search is still under way, so the store may hold older ones.
        #expect(talk.say(.queued([new])) == ["page 2"])
        #expect(talk.say(.found([new.endpoint])) == [])
        #expect(talk.say(.pageRead(new.endpoint, [old, new])) == ["send 1 2"])
    }

    @Test func `a search that began before a project was acquired is made again`() {
        var talk = QueueConversation()
        _ = talk.say(.acquired(ProjectSet([talk.project(1)])))
        #expect(talk.say(.acquired(ProjectSet([talk.project(2)]))) == [])
        #expect(talk.say(.found([])) == ["search"])
        #expect(talk.say(.queued([talk.notification(1, of: 2)])) == ["page 2"])
    }

    @Test func `a lost project's notifications stay in the store, and what is in flight ends`() {
        var talk = QueueConversation.searched(1, 2)
        let sent = talk.notification(1, of: 1)
        _ = talk.say(.queued([sent]))
        #expect(talk.say(.queued([talk.notification(2, of: 1, subject: 1)])) == [])
        #expect(talk.queue.held == 2)
        #expect(talk.say(.lost(ProjectSet([talk.project(1)]))) == [])
        #expect(talk.queue.held == 1)
        #expect(talk.say(.queued([talk.notification(3, of: 1)])) == [])
        #expect(talk.say(talk.answer(sent, .delivered)) == ["record 1"])
        #expect(talk.queue.held == 0)
        #expect(talk.say(.recorded(succeeded: true)) == [])
        #expect(talk.say(.queued([talk.notification(4, of: 2)])) == ["send 4"])
    }

    @Test func `a notification is not sent when its project is lost in the same step`() {
        var talk = QueueConversation.searched(1)
        let lost = NotificationEvent.lost(ProjectSet([talk.project(1)]))
        #expect(talk.say(.queued([talk.notification(1, of: 1)]), lost) == [])
        #expect(talk.queue.held == 0 && talk.queue.inFlight == 0 && talk.queue.delayed == 0)
    }

    @Test func `a retry of a lost project is left to its next owner`() {
        var talk = QueueConversation.searched(1)
        let (waiting, sent) = (talk.notification(1, of: 1), talk.notification(2, of: 1))
        _ = talk.say(.queued([waiting, sent]))
        _ = talk.say(talk.answer(waiting, .failed("HTTP 500")))
        _ = talk.say(.recorded(succeeded: true))
        #expect(talk.queue.delayed == 1)
        _ = talk.say(.lost(.all))
        #expect(talk.queue.delayed == 0)
        #expect(talk.say(talk.answer(sent, .failed("HTTP 500"))) == ["record 2"])
        #expect(talk.queue.delayed == 0 && talk.queue.held == 0)
        _ = talk.say(.recorded(succeeded: true))
        talk.pass(.seconds(60))
        #expect(talk.say() == [])
        #expect(talk.queue.nextWake == nil)
    }

    @Test func `a project that comes back is read from the beginning`() {
        var talk = QueueConversation.searched(1)
        let (first, second) = (talk.notification(1, of: 1), talk.notification(2, of: 1, subject: 1))
        _ = talk.say(.queued([first, second]))
        _ = talk.say(.lost(.all))
        // The answer is still out; the page waits for what is recorded before it.
        #expect(talk.say(.acquired(.all)) == ["search", "page 1"])
        #expect(talk.say(.pageRead(first.endpoint, [first, second])) == [])
        #expect(talk.say(talk.answer(first, .delivered)) == ["send 2", "record 1"])
    }

    @Test func `an endpoint is forgotten only after its last outcome is recorded`() {
        var talk = QueueConversation.searched(1)
        let (first, second) = (talk.notification(1, of: 1), talk.notification(2, of: 1))
        _ = talk.say(.queued([first]))
        _ = talk.say(.lost(.all), talk.answer(first, .delivered))
        #expect(talk.say(.acquired(.all)) == ["search"])
        #expect(talk.say(.recorded(succeeded: true)) == ["page 1"])
        #expect(talk.say(.pageRead(first.endpoint, [second]), .found([])) == ["send 2"])
    }

    @Test func `a page that was being read when a project was lost is dropped`() {
        var talk = QueueConversation()
        let (first, second) = (talk.notification(1, of: 1), talk.notification(2, of: 1))
        _ = talk.say(.acquired(.all))
        #expect(talk.say(.found([first.endpoint])) == ["page 1"])
        _ = talk.say(.lost(.all))
        #expect(talk.say(.acquired(.all)) == ["search"])
        // Meanwhile another server has sent the first one.
        #expect(talk.say(.pageRead(first.endpoint, [first, second])) == ["page 1"])
        #expect(talk.say(.pageRead(first.endpoint, [second])) == ["send 2"])
    }

    @Test func `a page that waits for its turn is not read once its project is lost`() {
        var talk = QueueConversation.searched(1)
        let first = talk.notification(1, of: 1)
        _ = talk.say(.queued([first]))
        #expect(
            talk.say(talk.answer(first, .delivered), .skipped([first.endpoint])) == ["record 1"]
        )
        _ = talk.say(.lost(.all))
        #expect(talk.say(.recorded(succeeded: true)) == [])
        #expect(talk.queue.nextWake == nil)
    }

    @Test func `a notification that was being read for its retry is left to the next owner`() {
        var talk = QueueConversation.searched(1)
        let first = talk.notification(1, of: 1)
        _ = talk.say(.queued([first]))
        _ = talk.say(talk.answer(first, .failed("HTTP 500")))
        _ = talk.say(.recorded(succeeded: true))
        talk.pass(.seconds(30))
        #expect(talk.say() == ["read 1"])
        _ = talk.say(.lost(.all))
        #expect(talk.say(.read(first.endpoint, [first.id], [first])) == [])
        #expect(talk.queue.inFlight == 0 && talk.queue.delayed == 0)
    }

    @Test func `the breaker of an endpoint that is forgotten is shown as closed`() {
        var talk = QueueConversation.searched(1) { $0.policy.breaker.failuresToOpen = 1 }
        let first = talk.notification(1, of: 1)
        _ = talk.say(.queued([first]))
        #expect(talk.say(talk.answer(first, .failed("HTTP 500"))) == ["open 1", "record 1"])
        _ = talk.say(.lost(.all))
        #expect(talk.say(.recorded(succeeded: true)) == ["closed 1"])
    }
}

/// A queue to talk with; what it answers is in short words.
private struct QueueConversation {
    private(set) var queue: NotificationQueue
    private var now = Timestamp(seconds: 1_780_000_000)

    init(_ change: (inout NotificationConfiguration) -> Void = { _ in }) {
        var configuration = NotificationConfiguration()
        configuration.policy.retries.jitter = 0
        change(&configuration)
        queue = NotificationQueue(configuration: configuration, seed: 1, now: now)
    }

    /// One that acquired projects for which the store holds nothing.
    static func searched(
        _ projects: Int64...,
        change: (inout NotificationConfiguration) -> Void = { _ in }
    ) -> QueueConversation {
        var talk = QueueConversation(change)
        _ = talk.say(.acquired(ProjectSet(projects.map(ProjectID.init))))
        _ = talk.say(.found([]))
        return talk
    }

    func project(_ number: Int64) -> ProjectID { ProjectID(number) }

    /// A notification of the one endpoint that each project has.
    func notification(_ number: UInt32, of project: Int64, subject: UInt32? = nil) -> Notification {
        Notification(
            id: ObjectID(high: 1, low: number),
            endpoint: NotificationEndpoint(
                project: ProjectID(project),
                token: ObjectID(high: 9, low: UInt32(project))
            ),
            subject: ObjectID(high: 5, low: subject ?? number),
            payload: .messageStatus(.init(status: "delivered", code: 0, clientID: nil)),
            eventAt: now,
            dueAt: now
        )
    }

    func answer(
        _ notification: Notification,
        _ result: NotificationAnswer.Result
    ) -> NotificationEvent {
        .answered([NotificationAnswer(id: notification.id, result: result)])
    }

    mutating func pass(_ time: Duration) { now = now + time }

    /// Tells it what happened in one step, and returns what it wants done.
    mutating func say(_ events: NotificationEvent...) -> [String] {
        queue.step(events, now: now).compactMap(\.brief)
    }
}

extension NotificationAction {
    /// Nil for what is only noted for people.
    fileprivate var brief: String? {
        func list(_ ids: [ObjectID]) -> String { ids.map { "\($0.low)" }.joined(separator: " ") }
        return switch self {
        case .send(let notifications): "send " + list(notifications.map(\.id))
        case .record(let settlements): "record " + list(settlements.map(\.id))
        case .search: "search"
        case .readPage(let endpoint, _, _): "page \(endpoint.project.number)"
        case .read(_, let ids): "read " + list(ids)
        case .breakerChanged(let endpoint, let state): "\(state) \(endpoint.project.number)"
        case .finished(let left): "finished \(left)"
        case .note, .endpointFails, .endpointWorks: nil
        }
    }
}
