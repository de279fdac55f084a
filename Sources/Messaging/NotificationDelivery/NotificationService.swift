public import AccountsModel
public import Essentials
public import MessagingModel
public import NotificationScheduling
public import Telemetry

/// Sends the notifications of one channel: at least once, and in order for each subject.
///
/// Notifications are stored together with their cause and then announced with ``enqueue(_:)``. A
/// `NotificationQueue` on one serial task decides when they are sent, a sender sends them, and
/// outcomes are recorded in batches. Notifications that were not announced, or found no room, are
/// read from the store.
public final class NotificationService: Sendable {
    private struct State {
        var task: Task<Int, Never>?
        var isDraining = false
    }

    private let channel: NotificationChannel
    private let inbox: NotificationInbox
    private let timer: any Timer
    private let clock: any Clock
    private let state = Locked(State())
    private let makeLoop: @Sendable () -> NotificationLoop

    /// Creates a service, which does nothing until ``start()``.
    ///
    /// - Parameters:
    ///   - channel: the channel of its notifications.
    ///   - store: the durable queue.
    ///   - sender: sends them.
    ///   - clock: the time.
    ///   - timer: waits for retries; the system's by default.
    ///   - configuration: limits and delays.
    ///   - metrics: the registry of the metrics.
    ///   - logger: the log.
    ///   - seed: the seed of the retries' jitter.
    public init(
        channel: NotificationChannel,
        store: any NotificationStore,
        sender: any NotificationSender,
        clock: any Clock = SystemClock(),
        timer: (any Timer)? = nil,
        configuration: NotificationConfiguration = .init(),
        metrics: MetricsRegistry,
        logger: Logger = .disabled,
        seed: UInt64
    ) {
        let inbox = NotificationInbox(mostNotifications: configuration.mostWaiting)
        let metrics = NotificationMetrics(metrics, channel)
        let timer = timer ?? SystemTimer(clock: clock)
        self.channel = channel
        self.inbox = inbox
        self.timer = timer
        self.clock = clock
        makeLoop = {
            NotificationLoop(
                NotificationPorts(store: store, sender: sender, clock: clock, timer: timer),
                channel: channel,
                configuration: configuration,
                metrics: metrics,
                logger: logger,
                inbox: inbox,
                seed: seed
            )
        }
    }

    /// Starts to send the notifications of acquired projects.
    public func start() {
        let makeLoop = makeLoop
        state.withLock { state in
            guard state.task == nil else { return }
            state.task = Task { await makeLoop().run() }
        }
    }

    // MARK: Projects

    /// Sends the notifications of these projects too, first those that their earlier owner left.
    public func acquire(_ projects: ProjectSet) { inbox.put(.acquired(projects)) }

    /// Leaves the notifications of these projects to another server; those in flight are still
    /// recorded.
    public func lose(_ projects: ProjectSet) { inbox.put(.lost(projects)) }

    // MARK: Notifications

    /// Adds notifications that were just stored; those of other channels are ignored.
    public func enqueue(_ notifications: [Notification]) {
        let isMine = notifications.allSatisfy { $0.channel == channel }
        let mine = isMine ? notifications : notifications.filter { $0.channel == channel }
        if !mine.isEmpty { inbox.put(queued: mine) }
    }

    /// Sets whether a token's endpoints are reachable, on a channel where that varies.
    public func setReachable(_ isReachable: Bool, _ token: ObjectID) {
        inbox.put(.reachable(token, isReachable))
    }

    /// Searches the store for notifications that were not announced, for example after a replay.
    public func search() { inbox.put(.searchRequested) }

    /// Stops sending, waits until answers are in and outcomes are recorded, and stops.
    ///
    /// Returns how many notifications were unanswered or unrecorded when the time ran out; they
    /// are sent again after the next start.
    public func drain(within limit: Duration) async -> Int {
        let (task, isFirst) = state.withLock { state in
            defer { state.isDraining = true }
            return (state.task, !state.isDraining)
        }
        guard let task else { return 0 }
        guard isFirst else {
            _ = await task.value
            return 0
        }
        inbox.put(.drain)
        let (inbox, timer, end) = (inbox, timer, clock.now + limit)
        let timeout = Task {
            do throws(CancellationError) {
                try await timer.sleep(until: end)
                inbox.put(.drainTimedOut)
            } catch {
                // Drained in time.
            }
        }
        defer { timeout.cancel() }
        return await task.value
    }
}
