/// The numbers that delivery goes by.
public struct DeliveryPolicy: Hashable, Sendable {
    /// When failed calls are made again.
    public var retries = RetrySchedule()
    /// When an endpoint is left alone.
    public var breaker = BreakerPolicy()
    /// How long an endpoint is left alone at its own wish, at most.
    public var longestPause: Duration = .seconds(3600)
    /// Calls in flight to one endpoint at first.
    public var firstWindow = 8
    /// Calls in flight to one endpoint at most.
    public var largestWindow = 64
    /// Tickets of one endpoint in memory at most, not counting those that wait for a retry.
    public var mostHeld = 4096
    /// Tickets of one endpoint that wait for a retry in memory at most.
    public var mostDelayed = 65_536
    /// Tickets of all endpoints in memory at most, each endpoint being granted `fewestHeld`.
    public var mostHeldInTotal = 65_536
    /// What an endpoint may hold although all together hold too much.
    public var fewestHeld = 64
    /// Tickets in one page from the store at most.
    public var largestPage = 1024
    /// How long to wait after the store or the transport failed.
    public var pauseAfterFault: Duration = .seconds(1)

    /// Creates the default policy.
    public init() {}
}
