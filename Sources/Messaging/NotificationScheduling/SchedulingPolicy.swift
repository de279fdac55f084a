/// The limits and delays of a ``NotificationScheduler``.
public struct SchedulingPolicy: Hashable, Sendable {
    /// When failed attempts are repeated.
    public var retries = RetrySchedule()
    /// When an endpoint is left alone.
    public var breaker = BreakerPolicy()
    /// The longest pause that an endpoint may ask for.
    public var longestPause: Duration = .seconds(3600)
    /// Notifications in flight to one endpoint at first.
    public var firstWindow = 8
    /// Notifications in flight to one endpoint at most.
    public var largestWindow = 64
    /// Notifications of one endpoint in memory at most, without those that wait for a retry.
    public var mostHeld = 4096
    /// Notifications of one endpoint that wait for a retry in memory at most.
    public var mostDelayed = 65_536
    /// Notifications of all endpoints in memory at most; each has `fewestHeld` in any case.
    public var mostHeldInTotal = 65_536
    /// Notifications that an endpoint may hold even when all together hold too many.
    public var fewestHeld = 64
    /// Notifications in one page from the store at most.
    public var largestPage = 1024
    /// How long to wait after the store or the transport failed.
    public var pauseAfterFault: Duration = .seconds(1)

    /// Creates the default policy.
    public init() {}
}
