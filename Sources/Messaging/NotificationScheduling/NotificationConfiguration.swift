/// The limits and delays of a ``NotificationQueue``.
public struct NotificationConfiguration: Sendable {
    /// Retries, breaker, windows and memory.
    public var policy = SchedulingPolicy()
    /// Whether endpoints are always tried, not only while one is known to be reachable.
    public var isAlwaysReachable = true
    /// Notifications that wait for the queue's next step at most; more are read from the store.
    public var mostWaiting = 65_536
    /// Outcomes that are not recorded yet at most; beyond that nothing is sent.
    public var mostUnrecorded = 65_536
    /// Outcomes recorded in one transaction at most.
    public var mostPerTransaction = 4096
    /// Concurrent reads from the store at most.
    public var mostReads = 4
    /// How often the store is searched for endpoints with queued notifications.
    public var searchInterval: Duration = .seconds(60)

    /// Creates the default configuration.
    public init() {}
}
