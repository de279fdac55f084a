import AccountsModel
import Essentials
import HTTPClient
import MessagingModel
import NotificationDelivery
import NotificationScheduling
import Telemetry
import TestSupport

/// A service between a store in memory and a sink on loopback.
final class WebhookFixture: Sendable {
    static let project = ProjectID(1)
    static let secret: [UInt8] = Array(repeating: 7, count: 32)

    let store: MemoryNotificationStore
    let clock: ManualClock
    let service: NotificationService
    let metrics = MetricsRegistry()
    private let client: HTTPClient
    private let ids: IDSource

    /// Starts a service whose tokens have the given callbacks.
    init(
        store: MemoryNotificationStore = MemoryNotificationStore(),
        clock: ManualClock = ManualClock(),
        configuration: NotificationConfiguration = NotificationConfiguration(),
        targets: [ObjectID: String],
        isAsking: @escaping @Sendable () -> Bool = { false }
    ) throws {
        self.store = store
        self.clock = clock
        var outgoing = HTTPClientConfiguration()
        outgoing.targetGuard = TargetGuard(allowsPrivateTargets: true)
        client = try HTTPClient(outgoing)
        ids = IDSource(clock: clock, process: 1)
        let sender = WebhookSender(transport: client, clock: clock) { token in
            if isAsking() { return .notKnownYet }
            return targets[token].map {
                .found(CallbackTarget(url: $0, secret: WebhookFixture.secret))
            } ?? .none
        }
        service = NotificationService(
            channel: .webhook,
            store: store,
            sender: sender,
            clock: clock,
            configuration: configuration,
            metrics: metrics,
            seed: 1
        )
        service.acquire(.all)
    }

    deinit { client.stop() }

    /// A token's identifier.
    static func token(_ number: UInt32) -> ObjectID { ObjectID(high: 9, low: number) }

    /// A notification of a message.
    func notification(
        token: UInt32 = 1,
        message: UInt32,
        status: String = "delivered",
        clientID: String? = nil
    ) -> Notification {
        Notification(
            id: ids.next(),
            endpoint: NotificationEndpoint(
                project: WebhookFixture.project,
                token: WebhookFixture.token(token)
            ),
            subject: ObjectID(high: 5, low: message),
            payload: .messageStatus(.init(status: status, code: 0, clientID: clientID)),
            eventAt: clock.now,
            dueAt: clock.now
        )
    }

    /// Stores notifications and tells the service.
    func publish(_ notifications: [Notification]) {
        store.insert(notifications)
        service.enqueue(notifications)
    }

    /// Lets time pass for the service.
    func pass(_ duration: Duration) {
        clock.advance(by: duration)
        service.search()
    }

    /// Waits until the store holds nothing more.
    func waitUntilDelivered() async throws {
        try await waitUntil { self.store.queuedCount == 0 }
    }
}
