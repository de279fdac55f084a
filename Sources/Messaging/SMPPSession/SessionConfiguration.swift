public import SMPPCodec

/// The limits and timers of a session.
public struct SessionConfiguration: Hashable, Sendable {
    /// The highest version that this end speaks.
    public var version = InterfaceVersion.v50
    /// The most unanswered requests of ours; more are refused to the owner.
    ///
    /// The session has no queue, because the owner has one; ``SMPPSession/room`` says how many more
    /// requests fit.
    public var outgoingWindow = 10
    /// The most unanswered requests of the peer.
    public var incomingWindow = 50
    /// What happens when the peer exceeds its window.
    public var overflow = Overflow.refuse
    /// The status of a request beyond the incoming window.
    public var overflowStatus = CommandStatus.throttled
    /// The most message requests a second of the peer; excess ones get ESME_RTHROTTLED.
    public var rate: MessageRate?
    /// The status of requests that come while this end is unbinding.
    public var drainingStatus = CommandStatus.throttled
    /// The timers.
    public var timers = SessionTimers()

    /// What happens when the peer exceeds its window.
    public enum Overflow: Hashable, Sendable {
        /// Further requests are refused.
        case refuse
        /// The connection is not read until half of the window is free.
        case pauseReading
    }

    /// Creates the defaults of a server: excess requests are refused.
    public init() {}

    /// The defaults of a client: it stops reading, so that no receipt is refused.
    public static var client: SessionConfiguration {
        var configuration = SessionConfiguration()
        configuration.overflow = .pauseReading
        return configuration
    }
}

/// The rate of messages that a peer may send.
public struct MessageRate: Hashable, Sendable {
    /// Messages a second, on average.
    public var perSecond: Double
    /// Messages at once.
    public var burst: Double

    /// Creates a rate; without a burst, one second's worth may come at once.
    public init(perSecond: Double, burst: Double? = nil) {
        self.perSecond = perSecond
        self.burst = max(1, burst ?? perSecond)
    }
}
