import AccountsModel
import Essentials
import MessagingModel
import NotificationDelivery
import Telemetry
import TestSupport
import Testing

/// A channel on which somebody is not always there to be told.
@Suite(.timeLimit(.minutes(1))) struct ReachabilityTests {
    private static let token = ObjectID(high: 9, low: 1)

    /// Takes every parcel, and notes the order.
    private final class TakingCourier: NotificationCourier {
        let taken = Locked<[Notification]>([])

        func carry(_ parcels: [Parcel], answersTo receiver: any ParcelReceiver) {
            taken.withLock { $0 += parcels.map(\.notification) }
            receiver.take(parcels.map { ParcelAnswer(id: $0.id, outcome: .delivered) })
        }
    }

    private let store = MemoryNotificationStore()
    private let clock = ManualClock()
    private let courier = TakingCourier()
    private let service: NotificationService

    init() {
        var configuration = DeliveryConfiguration()
        configuration.isAlwaysReachable = false
        service = NotificationService(
            channel: .smpp,
            store: store,
            courier: courier,
            clock: clock,
            configuration: configuration,
            metrics: MetricsRegistry(),
            seed: 1
        )
        service.start()
    }

    private func notification(
        _ number: UInt32,
        _ channel: NotificationChannel = .smpp
    ) -> Notification {
        Notification(
            id: ObjectID(high: 1, low: number),
            token: Self.token,
            message: MessageKey(project: ProjectID(1), id: ObjectID(high: 5, low: number / 2)),
            clientID: nil,
            status: "delivered",
            code: 0,
            eventAt: clock.now,
            channel: channel,
            dueAt: clock.now
        )
    }

    @Test func `what nobody waits for is kept, and brought in order once somebody does`()
        async throws
    {
        let all = (0..<20).map { notification(UInt32($0)) }
        store.insert(all)
        service.enqueue(all)
        try await waitUntil { store.pageCount > 0 }
        #expect(courier.taken.withLock { $0 }.isEmpty)
        service.setReachable(true, Self.token)
        try await waitUntil { store.queuedCount == 0 }
        let taken = courier.taken.withLock { $0 }
        #expect(taken.count == 20)
        for message in Set(taken.map(\.message)) {
            let ids = taken.filter { $0.message == message }.map(\.id)
            #expect(ids == ids.sorted())
        }
        #expect(await service.drain(within: .seconds(5)) == 0)
    }

    @Test func `what nobody came for in time is given up`() async throws {
        let all = (0..<3).map { notification(UInt32($0)) }
        store.insert(all)
        service.enqueue(all)
        try await waitUntil { store.pageCount > 0 }
        clock.advance(by: .seconds(90_000))
        service.search()
        try await waitUntil {
            clock.advance(by: .seconds(61))
            service.search()
            return store.queuedCount == 0
        }
        #expect(courier.taken.withLock { $0 }.isEmpty)
        #expect(store.dead.count == 3)
        #expect(await service.drain(within: .seconds(5)) == 0)
    }

    @Test func `notifications of another channel are left alone`() async throws {
        service.setReachable(true, Self.token)
        let mine = notification(1)
        let other = notification(2, .webhook)
        store.insert([mine, other])
        service.enqueue([other, mine])
        try await waitUntil { store.queuedCount == 1 }
        #expect(courier.taken.withLock { $0 } == [mine])
        #expect(await service.drain(within: .seconds(5)) == 0)
    }
}
