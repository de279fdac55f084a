import Delivery
public import Domain
public import Essentials
public import Telemetry

/// Delivers notifications to the callbacks of tokens: at least once, in order for each message.
///
/// The pipeline stores notifications and then tells of them with ``enqueue(_:)``; the calls are
/// decided by a ``DeliveryMachine`` on one serial task, made by the transport, and their outcomes
/// recorded in batches. What the service does not hear of, or has no room for, it reads from the
/// store.
public final class WebhookService: Sendable {
    private let mailbox: Mailbox
    private let task: Locked<Task<Void, Never>?>
    private let makeLoop: @Sendable () -> WebhookLoop

    /// Creates a service that does nothing until ``start()``.
    ///
    /// - Parameters:
    ///   - store: the durable queue.
    ///   - transport: makes the calls.
    ///   - clock: gives the time.
    ///   - configuration: the numbers.
    ///   - metrics: where to count.
    ///   - logger: where to tell of trouble.
    ///   - seed: of the retries' jitter.
    ///   - target: the callback of a token. Asked before each call, so must be quick.
    public init(
        store: any NotificationStore,
        transport: any WebhookTransport,
        clock: any Clock = SystemClock(),
        configuration: WebhookConfiguration = .init(),
        metrics: MetricsRegistry,
        logger: Logger = .disabled,
        seed: UInt64,
        target: @escaping @Sendable (ObjectID) -> CallbackAnswer
    ) {
        let mailbox = Mailbox(mostNotifications: configuration.mostWaiting)
        let metrics = WebhookMetrics(metrics)
        self.mailbox = mailbox
        task = Locked(nil)
        makeLoop = {
            WebhookLoop(
                store: store,
                transport: transport,
                clock: clock,
                configuration: configuration,
                metrics: metrics,
                logger: logger,
                mailbox: mailbox,
                machine: DeliveryMachine(policy: configuration.policy, seed: seed),
                target: target
            )
        }
    }

    /// Begins to deliver, first what the store holds.
    public func start() {
        let makeLoop = makeLoop
        task.withLock { task in
            guard task == nil else { return }
            task = Task { await makeLoop().run() }
        }
    }

    /// Takes notifications that were stored just now; returns at once.
    public func enqueue(_ notifications: [Notification]) {
        if !notifications.isEmpty { mailbox.put(queued: notifications) }
    }

    /// Searches the store for notifications that nobody told of, as after a replay elsewhere.
    public func search() { mailbox.put(.search) }

    /// Makes no more calls, waits for those in flight and their recording, and ends.
    ///
    /// Returns how many calls or recordings were left when the time ran out; those notifications
    /// are delivered again after the next start.
    public func drain(within limit: Duration) async -> Int {
        guard let task = task.withLock({ $0 }) else { return 0 }
        let left = await withCheckedContinuation { continuation in
            mailbox.put(.drain(within: limit, continuation))
        }
        await task.value
        return left
    }
}
