import AccountsModel
import Essentials
import MessagingModel
import NotificationDelivery
import NotificationScheduling
import Telemetry
import TestSupport
import Testing

/// The service with a timer of virtual time: a day of retries passes at once.
@Suite(.timeLimit(.minutes(1))) struct VirtualTimeTests {
    /// Fails every attempt, and keeps when it was made.
    private final class FailingSender: NotificationSender {
        let timer: ManualTimer
        let attempts = Locked<[Timestamp]>([])

        init(_ timer: ManualTimer) { self.timer = timer }

        func send(
            _ notifications: [Notification],
            answersTo receiver: any NotificationAnswerReceiver
        ) {
            let now = timer.now
            attempts.withLock { $0.append(now) }
            receiver.take(
                notifications.map { NotificationAnswer(id: $0.id, result: .failed("HTTP 500")) }
            )
        }
    }

    @Test func `a notification is retried as its timer wakes, and given up after a day`()
        async throws
    {
        let timer = ManualTimer()
        let start = timer.now
        let store = MemoryNotificationStore()
        let sender = FailingSender(timer)
        // No other alarm than those of the retries.
        var configuration = NotificationConfiguration()
        configuration.searchInterval = .seconds(172_800)
        let service = NotificationService(
            channel: .webhook,
            store: store,
            sender: sender,
            clock: timer,
            timer: timer,
            configuration: configuration,
            metrics: MetricsRegistry(),
            seed: 1
        )
        service.acquire(.all)
        let notification = Notification(
            id: ObjectID(high: 1, low: 1),
            endpoint: NotificationEndpoint(project: ProjectID(1), token: ObjectID(high: 9, low: 1)),
            subject: ObjectID(high: 5, low: 1),
            payload: .messageStatus(.init(status: "delivered", code: 0, clientID: nil)),
            eventAt: start,
            dueAt: start
        )
        store.insert([notification])
        service.start()
        // Nothing but the timer wakes the service.
        try await waitUntil {
            // The retry is recorded and its alarm is set.
            if let dueAt = store.queued.first?.dueAt, timer.nextWake == dueAt {
                timer.advance(by: dueAt - timer.now)
            }
            return store.dead.count == 1
        }
        let attempts = sender.attempts.withLock { $0 }
        #expect(attempts.count == 9)
        #expect(attempts.first == start)
        #expect(attempts.allSatisfy { $0 - start <= .seconds(86_400) })
        #expect(await service.drain(within: .seconds(5)) == 0)
    }
}
