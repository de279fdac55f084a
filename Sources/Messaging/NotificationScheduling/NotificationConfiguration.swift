/// The limits and delays of a ``NotificationQueue``.
public struct NotificationConfiguration: Sendable {
    /// Retries, breaker, windows and memory.
    public var policy = SchedulingPolicy()
    /// Whether endpoints are always tried, not only while they are known to be reachable.
    public var isAlwaysReachable = true
    /// The most notifications that wait for the queue's next step; more are read from the store.
    public var mostWaiting = 65_536
    /// The most outcomes that are not recorded yet; beyond that nothing is sent.
    public var mostUnrecorded = 65_536
    /// The most outcomes recorded in one transaction.
    public var mostPerTransaction = 4096
    /// The most concurrent reads from the store.
    public var mostReads = 4
    /// How often the store is searched for endpoints with queued notifications.
    public var searchInterval: Duration = .seconds(60)

    /// Creates the default configuration.
    public init() {}
}
