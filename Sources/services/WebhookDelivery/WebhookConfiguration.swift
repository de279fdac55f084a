public import Delivery

/// The numbers of webhook delivery.
public struct WebhookConfiguration: Sendable {
    /// Retries, breaker, windows and memory.
    public var policy = DeliveryPolicy()
    /// How long an endpoint may take to answer.
    public var timeout: Duration = .seconds(5)
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
