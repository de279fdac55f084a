public import AccountsModel
public import Essentials
public import MessagingModel
import NotificationDelivery
import NotificationScheduling
public import Telemetry

/// The bound SMPP clients, and the notifications that wait for them.
///
/// It is separate from the gateway because the pipeline sends notifications here, while the gateway
/// needs the pipeline to accept messages.
public final class SMPPClients: Sendable {
    let directory: ClientDirectory
    let notifications: NotificationService

    /// Creates an empty directory of clients.
    ///
    /// - Parameters:
    ///   - limits: the limits of clients.
    ///   - notifications: the stored notifications that wait.
    ///   - clock: the time.
    ///   - registry: the registry of the metrics.
    ///   - logger: the log.
    ///   - seed: the seed of the jitter between retries.
    public init(
        limits: GatewayConfiguration.Limits,
        notifications: any NotificationStore,
        clock: any Clock,
        registry: MetricsRegistry,
        logger: Logger,
        seed: UInt64
    ) {
        directory = ClientDirectory(limits: limits, clock: clock)
        self.notifications = NotificationService(
            channel: .smpp,
            store: notifications,
            sender: SessionSender(clients: directory),
            clock: clock,
            configuration: .smpp,
            metrics: registry,
            logger: logger,
            seed: seed
        )
    }

    /// Sends the notifications of these projects too, first those that their earlier owner left.
    public func acquire(_ projects: ProjectSet) { notifications.acquire(projects) }

    /// Sends delivery receipts and inbound messages that were just stored.
    public func enqueue(_ notifications: [Notification]) {
        self.notifications.enqueue(notifications)
    }

    /// Looks for stored notifications that were never enqueued, for example after an operator's
    /// replay.
    public func search() { notifications.search() }
}

extension NotificationConfiguration {
    /// Retries of deliveries to sessions; they are kept for 48 hours while no session is bound.
    ///
    /// A `deliver_sm` that is refused is sent again after 5 s, 30 s, 2 min, 8 min, 30 min, 2 h, 6
    /// h, 12 h, 24 h and 48 h.
    fileprivate static var smpp: NotificationConfiguration {
        var configuration = NotificationConfiguration()
        configuration.isAlwaysReachable = false
        configuration.policy.retries.offsets = [
            .seconds(5), .seconds(30), .seconds(120), .seconds(480), .seconds(1800),
            .seconds(7200), .seconds(21_600), .seconds(43_200), .seconds(86_400),
            .seconds(172_800),
        ]
        // A session that refuses a message is alive, so the breaker stays closed.
        configuration.policy.breaker.failuresToOpen = .max
        configuration.policy.firstWindow = 1000
        configuration.policy.largestWindow = 1000
        return configuration
    }
}
