public import SMPPCodec

/// The limits and timers of a session.
public struct SessionConfiguration: Hashable, Sendable {
    /// The highest version that this end speaks.
    public var version = InterfaceVersion.v50
    /// The most requests of ours without an answer; more are refused to the owner.
    ///
    /// The session keeps no queue: the owner has one already, and ``SMPPSession/room`` says how
    /// much of it fits.
    public var outgoingWindow = 10
    /// The most requests of the peer without an answer.
    public var incomingWindow = 50
    /// What happens when the peer has that many requests unanswered.
    public var overflow = Overflow.refuse
    /// The status of a request beyond the incoming window.
    public var overflowStatus = CommandStatus.throttled
    /// Message requests a second that the peer may make; faster ones get ESME_RTHROTTLED.
    public var rate: MessageRate?
    /// The status of a request that comes while this end is about to unbind.
    public var drainingStatus = CommandStatus.throttled
    /// The timers.
    public var timers = SessionTimers()

    /// What happens to a peer that has its window full.
    public enum Overflow: Hashable, Sendable {
        /// Further requests are refused.
        case refuse
        /// The connection is not read until half of the window is free.
        case pauseReading
    }

    /// Creates the defaults of a server: a full window is refused.
    public init() {}

    /// The defaults of a client: a full window is not read, so that no receipt is refused.
    public static var client: SessionConfiguration {
        var configuration = SessionConfiguration()
        configuration.overflow = .pauseReading
        return configuration
    }
}

/// How many messages a peer may send.
public struct MessageRate: Hashable, Sendable {
    /// Messages a second, on average.
    public var perSecond: Double
    /// Messages at once.
    public var burst: Double

    /// Creates a rate; without a burst, a second's worth may come at once.
    public init(perSecond: Double, burst: Double? = nil) {
        self.perSecond = perSecond
        self.burst = max(1, burst ?? perSecond)
    }
}
