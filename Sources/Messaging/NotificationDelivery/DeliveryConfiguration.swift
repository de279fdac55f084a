public import Delivery

/// The numbers of delivery on one channel.
public struct DeliveryConfiguration: Sendable {
    /// Retries, breaker, windows and memory.
    public var policy = DeliveryPolicy()
    /// Whether endpoints are tried at any time, not only while somebody is known to be there.
    public var isAlwaysReachable = true
    /// Notifications that wait for the service's turn at most; more are read from the store later.
    public var mostWaiting = 65_536
    /// Outcomes that are not recorded yet at most; no call is made beyond.
    public var mostUnrecorded = 65_536
    /// Outcomes recorded in one transaction at most.
    public var mostPerTransaction = 4096
    /// Reads from the store at a time.
    public var mostReads = 4
    /// How often the store is searched for notifications that nobody told of.
    public var searchInterval: Duration = .seconds(60)

    /// Creates the default configuration.
    public init() {}
}
