import Delivery
public import Essentials
public import MessagingModel
public import Telemetry

/// Delivers the notifications of one channel: at least once, in order for each message.
///
/// The pipeline stores notifications and then tells of them with ``enqueue(_:)``; when they go is
/// decided by a ``DeliveryMachine`` on one serial task, a courier brings them, and their outcomes
/// are recorded in batches. What the service does not hear of, or has no room for, it reads from
/// the store.
public final class NotificationService: Sendable {
    private let channel: NotificationChannel
    private let mailbox: Mailbox
    private let task: Locked<Task<Void, Never>?>
    private let makeLoop: @Sendable () -> DeliveryLoop

    /// Creates a service that does nothing until ``start()``.
    ///
    /// - Parameters:
    ///   - channel: which notifications.
    ///   - store: the durable queue.
    ///   - courier: brings them.
    ///   - clock: gives the time.
    ///   - configuration: the numbers.
    ///   - metrics: where to count.
    ///   - logger: where to tell of trouble.
    ///   - seed: of the retries' jitter.
    public init(
        channel: NotificationChannel,
        store: any NotificationStore,
        courier: any NotificationCourier,
        clock: any Clock = SystemClock(),
        configuration: DeliveryConfiguration = .init(),
        metrics: MetricsRegistry,
        logger: Logger = .disabled,
        seed: UInt64
    ) {
        let mailbox = Mailbox(mostNotifications: configuration.mostWaiting)
        let metrics = DeliveryMetrics(metrics, channel)
        self.channel = channel
        self.mailbox = mailbox
        task = Locked(nil)
        makeLoop = {
            DeliveryLoop(
                store: store,
                channel: channel,
                courier: courier,
                clock: clock,
                configuration: configuration,
                metrics: metrics,
                logger: logger,
                mailbox: mailbox,
                machine: DeliveryMachine(policy: configuration.policy, seed: seed)
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

    /// Takes notifications that were stored just now, and leaves those of other channels alone.
    public func enqueue(_ notifications: [Notification]) {
        let isMine = notifications.allSatisfy { $0.channel == channel }
        let mine = isMine ? notifications : notifications.filter { $0.channel == channel }
        if !mine.isEmpty { mailbox.put(queued: mine) }
    }

    /// Says whether somebody waits for what a token is owed, on a channel where that varies.
    public func setReachable(_ isReachable: Bool, _ token: ObjectID) {
        mailbox.put(.reachable(token, isReachable))
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
