import AccountsModel
import Essentials
import MessagingModel
import NotificationScheduling
import Testing

/// A whole queue in virtual time: what it asks for, step by step.
@Suite struct NotificationQueueTests {
    private let start = Timestamp(seconds: 1_780_000_000)
    private let endpoint = NotificationEndpoint(
        project: ProjectID(1),
        token: ObjectID(high: 9, low: 1)
    )

    private func notification(_ number: UInt32) -> Notification {
        Notification(
            id: ObjectID(high: 1, low: number),
            endpoint: endpoint,
            subject: ObjectID(high: 5, low: number),
            payload: .messageStatus(.init(status: "delivered", code: 0, clientID: nil)),
            eventAt: start,
            dueAt: start
        )
    }

    private func queue(
        _ change: (inout NotificationConfiguration) -> Void = { _ in }
    ) -> NotificationQueue {
        var configuration = NotificationConfiguration()
        configuration.policy.retries.jitter = 0
        change(&configuration)
        return NotificationQueue(configuration: configuration, seed: 1, now: start)
    }

    /// A queue that has searched a store which holds nothing.
    private func searchedQueue(
        _ change: (inout NotificationConfiguration) -> Void = { _ in }
    ) -> NotificationQueue {
        var queue = queue(change)
        #expect(queue.step([.acquired(.all)], now: start) == [.search])
        #expect(queue.step([.found([])], now: start) == [])
        return queue
    }

    private func settlement(
        _ notification: Notification,
        _ outcome: NotificationOutcome
    ) -> NotificationSettlement {
        NotificationSettlement(endpoint: endpoint, id: notification.id, outcome: outcome)
    }

    private func answer(
        _ notification: Notification,
        _ result: NotificationAnswer.Result
    ) -> NotificationEvent {
        .answered([NotificationAnswer(id: notification.id, result: result)])
    }

    @Test func `a new notification is sent, and its outcome recorded`() {
        var queue = searchedQueue()
        let first = notification(1)
        #expect(queue.step([.queued([first])], now: start) == [.send([first])])
        #expect(
            queue.step([answer(first, .delivered)], now: start)
                == [.record([settlement(first, .delivered)])]
        )
        #expect(queue.unrecorded == 1)
        #expect(queue.step([.recorded(succeeded: true)], now: start) == [])
        #expect(queue.unrecorded == 0)
        #expect(queue.takeCounts().delivered == 1)
    }

    @Test func `one that waited for its retry is read again and sent`() throws {
        var queue = searchedQueue()
        let first = notification(1)
        _ = queue.step([.queued([first])], now: start)
        let retryAt = start + .seconds(30)
        #expect(
            queue.step([answer(first, .failed("HTTP 500"))], now: start)
                == [
                    .record([settlement(first, .retry(at: retryAt, attempts: 1))]),
                    .note([
                        EndpointNote(
                            endpoint: first.endpoint,
                            attempts: [
                                FailedAttempt(
                                    notification: first.id,
                                    subject: first.subject,
                                    at: start,
                                    reason: "HTTP 500"
                                )
                            ],
                            failures: 1,
                            failingSince: start
                        )
                    ]),
                ]
        )
        _ = queue.step([.recorded(succeeded: true)], now: start)
        #expect(queue.nextWake == retryAt)
        #expect(queue.step([], now: retryAt) == [.read(endpoint, [first.id])])
        let read = NotificationEvent.read(endpoint, [first.id], [first])
        #expect(queue.step([read], now: retryAt) == [.send([first])])
    }

    @Test func `one that is gone when its retry is due is dropped`() {
        var queue = searchedQueue()
        let first = notification(1)
        _ = queue.step([.queued([first])], now: start)
        _ = queue.step([answer(first, .failed("HTTP 500"))], now: start)
        _ = queue.step([.recorded(succeeded: true)], now: start)
        _ = queue.step([], now: start + .seconds(30))
        let actions = queue.step(
            [.read(endpoint, [first.id], [])],
            now: start + .seconds(30)
        )
        #expect(actions == [.record([settlement(first, .dropped)])])
    }

    @Test func `an endpoint that a search finds is read in pages`() {
        var queue = queue()
        #expect(queue.step([.acquired(.all)], now: start) == [.search])
        #expect(
            queue.step([.found([endpoint])], now: start)
                == [.readPage(endpoint, after: nil, limit: 1024)]
        )
        let page = [notification(1), notification(2)]
        #expect(queue.step([.pageRead(endpoint, page)], now: start) == [.send(page)])
    }

    @Test func `a page is read only after the outcomes before it are durable`() {
        var queue = searchedQueue()
        let first = notification(1)
        _ = queue.step([.queued([first])], now: start)
        let delivered = answer(first, .delivered)
        let actions = queue.step([delivered, .skipped([endpoint])], now: start)
        #expect(actions == [.record([settlement(first, .delivered)])])
        #expect(
            queue.step([.recorded(succeeded: true)], now: start)
                == [.readPage(endpoint, after: nil, limit: 1024)]
        )
    }

    @Test func `outcomes that the store refused are recorded again after a pause`() {
        var queue = searchedQueue()
        let first = notification(1)
        _ = queue.step([.queued([first])], now: start)
        let record = queue.step([answer(first, .delivered)], now: start)
        #expect(queue.step([.recorded(succeeded: false)], now: start) == [])
        #expect(queue.nextWake == start + .seconds(1))
        #expect(queue.step([], now: start + .seconds(1)) == record)
    }

    @Test func `nothing is sent while too many outcomes are unrecorded`() {
        var queue = searchedQueue { $0.mostUnrecorded = 1 }
        let (first, second) = (notification(1), notification(2))
        _ = queue.step([.queued([first])], now: start)
        _ = queue.step([answer(first, .delivered)], now: start)
        #expect(queue.step([.queued([second])], now: start) == [])
        #expect(queue.step([.recorded(succeeded: true)], now: start) == [.send([second])])
    }

    @Test func `a drain sends nothing more and ends with the last recording`() {
        var queue = searchedQueue()
        let (first, second) = (notification(1), notification(2))
        _ = queue.step([.queued([first])], now: start)
        #expect(queue.step([.drain, .queued([second])], now: start) == [])
        _ = queue.step([answer(first, .delivered)], now: start)
        #expect(queue.step([.recorded(succeeded: true)], now: start) == [.finished(left: 0)])
        #expect(queue.step([.drainTimedOut], now: start) == [])
    }

    @Test func `a drain that takes too long says what is left`() {
        var queue = searchedQueue()
        _ = queue.step([.queued([notification(1)])], now: start)
        _ = queue.step([.drain], now: start)
        #expect(queue.step([.drainTimedOut], now: start) == [.finished(left: 1)])
    }

    @Test func `the store is searched regularly`() {
        var queue = searchedQueue()
        #expect(queue.nextWake == start + .seconds(60))
        #expect(queue.step([], now: start + .seconds(59)) == [])
        #expect(queue.step([], now: start + .seconds(60)) == [.search])
    }
}
