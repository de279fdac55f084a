public import Essentials
import SMPPCodec

/// One SMPP session as a pure machine: PDUs and the time in, actions out.
///
/// It knows no socket, no clock and no `await`. Its owner feeds it what the peer sends, calls
/// ``tick(at:into:)`` when ``nextDeadline`` has come, and does what the actions say, in order.
///
/// - A request of the peer is handed to the owner at most once, and answered at most once.
/// - A request of ours ends exactly once: ``SessionAction/answered(_:_:)`` or
///   ``SessionAction/lost(_:_:)``; the latter says that the peer may have taken it nevertheless.
/// - Every session ends with exactly one ``SessionAction/close(_:)``, after everything outstanding
///   has ended.
/// - Nothing grows beyond the windows, and each PDU costs the same whatever is outstanding.
///
/// Times must not go back; one that does is read as the latest seen.
public struct SMPPSession: ~Copyable, Sendable {
    /// Which end this is.
    public let role: SessionRole
    /// The limits and timers.
    public let configuration: SessionConfiguration
    /// What the session has seen since it began.
    public internal(set) var counters = SessionCounters()
    /// What the ends agreed on when they bound.
    public internal(set) var binding: SessionBinding?

    var phase = SessionPhase.open
    var clock: ReadingClock
    var outgoing: OutgoingWindow
    var incoming: IncomingWindow
    var bucket: TokenBucket?
    /// The version that a bind under way asks for.
    var askedVersion = InterfaceVersion.v34
    /// The unanswered enquire_link; zero when there is none.
    var probeSequence: UInt32 = 0
    /// When the peer's last PDU came, in reading time.
    var heardAt: Timestamp
    /// When we last sent enquire_link, in reading time.
    var probedAt: Timestamp
    /// When the last PDU passed that keeps an idle session alive, in reading time.
    var activeAt: Timestamp
    /// The end of what is under way: a bind, an authentication, an unbind.
    var stepDeadline: Timestamp?

    /// Creates a session on a new connection.
    public init(
        role: SessionRole,
        configuration: SessionConfiguration = SessionConfiguration(),
        at now: Timestamp
    ) {
        self.role = role
        self.configuration = configuration
        clock = ReadingClock(at: now)
        outgoing = OutgoingWindow(limit: configuration.outgoingWindow)
        incoming = IncomingWindow(limit: configuration.incomingWindow)
        bucket = configuration.rate.map {
            TokenBucket(capacity: $0.burst, refillPerSecond: $0.perSecond, at: now)
        }
        (heardAt, probedAt, activeAt) = (now, now, now)
        stepDeadline = now + configuration.timers.bind
    }

    /// The state as SMPP names it.
    public var state: SessionState {
        switch phase {
        case .open, .binding: .open
        case .bound, .draining, .unbinding, .peerUnbinding:
            binding.map { .bound($0.mode) } ?? .open
        case .unbound: .unbound
        case .closed: .closed
        }
    }

    /// Whether the session carries messages now.
    public var isBound: Bool { phase == .bound }

    /// Whether ``SessionAction/close(_:)`` was asked for.
    public var isOver: Bool { phase == .unbound || phase == .closed }

    /// Whether PDUs must not be fed; those that are fed nevertheless meet a full window.
    public var isReadingPaused: Bool { !clock.isReading }

    /// How many more requests of ours fit into the window now.
    public var room: Int { isBound ? outgoing.room : 0 }

    /// How many requests of ours are unanswered.
    public var outstandingRequests: Int { outgoing.count }

    /// How many requests of the peer are unanswered.
    public var unansweredRequests: Int { incoming.count }

    /// The version that is spoken, or asked for as long as nobody is bound.
    public var version: InterfaceVersion { binding?.version ?? askedVersion }

    /// A sequence number for a request of ours.
    mutating func nextSequence() -> UInt32 {
        var sequence = outgoing.nextSequence()
        // A late answer to the last enquire_link must not hit another request after the wrap.
        while sequence == probeSequence { sequence = outgoing.nextSequence() }
        return sequence
    }
}
