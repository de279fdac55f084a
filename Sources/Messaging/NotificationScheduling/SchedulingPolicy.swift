/// The limits and delays of a ``NotificationScheduler``.
public struct SchedulingPolicy: Hashable, Sendable {
    /// When failed attempts are repeated.
    public var retries = RetrySchedule()
    /// When an endpoint is paused.
    public var breaker = BreakerPolicy()
    /// The longest pause that an endpoint may ask for.
    public var longestPause: Duration = .seconds(3600)
    /// The initial number of notifications in flight to one endpoint.
    public var firstWindow = 8
    /// The most notifications in flight to one endpoint.
    public var largestWindow = 64
    /// The most notifications of one endpoint in memory, without those that wait for a retry.
    public var mostHeld = 4096
    /// The most notifications of one endpoint in memory that wait for a retry.
    public var mostDelayed = 65_536
    /// The most notifications of all endpoints in memory; each may have `fewestHeld` in any case.
    public var mostHeldInTotal = 65_536
    /// The notifications that an endpoint may hold even if all together hold too many.
    public var fewestHeld = 64
    /// The most notifications in one page from the store.
    public var largestPage = 1024
    /// How long to wait after the store or the transport failed.
    public var pauseAfterFault: Duration = .seconds(1)

    /// Creates the default policy.
    public init() {}
}
