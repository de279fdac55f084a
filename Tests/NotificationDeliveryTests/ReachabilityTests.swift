import AccountsModel
import Essentials
import MessagingModel
import NotificationDelivery
import NotificationScheduling
import Telemetry
import TestSupport
import Testing

/// A channel whose endpoints cannot always be reached.
@Suite(.timeLimit(.minutes(1))) struct ReachabilityTests {
    private static let token = ObjectID(high: 9, low: 1)

    /// Delivers every notification, and keeps the order.
    private final class KeepingSender: NotificationSender {
        let sent = Locked<[Notification]>([])

        func send(
            _ notifications: [Notification],
            answersTo receiver: any NotificationAnswerReceiver
        ) {
            sent.withLock { $0 += notifications }
            receiver.take(notifications.map { NotificationAnswer(id: $0.id, result: .delivered) })
        }
    }

    private let store = MemoryNotificationStore()
    private let clock = ManualClock()
    private let sender = KeepingSender()
    private let service: NotificationService

    init() {
        var configuration = NotificationConfiguration()
        configuration.isAlwaysReachable = false
        service = NotificationService(
            channel: .smpp,
            store: store,
            sender: sender,
            clock: clock,
            configuration: configuration,
            metrics: MetricsRegistry(),
            seed: 1
        )
        service.acquire(.all)
    }

    private func notification(
        _ number: UInt32,
        _ channel: NotificationChannel = .smpp
    ) -> Notification {
        Notification(
            id: ObjectID(high: 1, low: number),
            endpoint: NotificationEndpoint(
                project: ProjectID(1),
                token: Self.token,
                channel: channel
            ),
            subject: ObjectID(high: 5, low: number / 2),
            payload: .messageStatus(.init(status: "delivered", code: 0, clientID: nil)),
            eventAt: clock.now,
            dueAt: clock.now
        )
    }

    @Test func `what nobody waits for is kept, and brought in order once somebody does`()
        async throws
    {
        let all = (0..<20).map { notification(UInt32($0)) }
        // Stored before the start, so that the first search finds them and reads a page.
        store.insert(all)
        service.start()
        service.enqueue(all)
        try await waitUntil { store.pageCount > 0 }
        #expect(sender.sent.withLock { $0 }.isEmpty)
        service.setReachable(true, Self.token)
        try await waitUntil { store.queuedCount == 0 }
        let sent = sender.sent.withLock { $0 }
        #expect(sent.count == 20)
        for subject in Set(sent.map(\.subject)) {
            let ids = sent.filter { $0.subject == subject }.map(\.id)
            #expect(ids == ids.sorted())
        }
        #expect(await service.drain(within: .seconds(5)) == 0)
    }

    @Test func `what nobody came for in time is given up`() async throws {
        let all = (0..<3).map { notification(UInt32($0)) }
        // Stored before the start, so that the first search finds them and reads a page.
        store.insert(all)
        service.start()
        service.enqueue(all)
        try await waitUntil { store.pageCount > 0 }
        clock.advance(by: .seconds(90_000))
        service.search()
        try await waitUntil {
            clock.advance(by: .seconds(61))
            service.search()
            return store.queuedCount == 0
        }
        #expect(sender.sent.withLock { $0 }.isEmpty)
        #expect(store.dead.count == 3)
        #expect(await service.drain(within: .seconds(5)) == 0)
    }

    @Test func `what comes after the first search is kept without a read of the store`()
        async throws
    {
        service.start()
        try await waitUntil { store.searchCount > 0 }
        let all = (0..<20).map { notification(UInt32($0)) }
        store.insert(all)
        service.enqueue(all)
        service.setReachable(true, Self.token)
        try await waitUntil { store.queuedCount == 0 }
        #expect(sender.sent.withLock { $0 }.count == 20)
        #expect(await service.drain(within: .seconds(5)) == 0)
    }

    @Test func `notifications of another channel are left alone`() async throws {
        service.start()
        service.setReachable(true, Self.token)
        let mine = notification(1)
        let other = notification(2, .webhook)
        store.insert([mine, other])
        service.enqueue([other, mine])
        try await waitUntil { store.queuedCount == 1 }
        #expect(sender.sent.withLock { $0 } == [mine])
        #expect(await service.drain(within: .seconds(5)) == 0)
    }
}
