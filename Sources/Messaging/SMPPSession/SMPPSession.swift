public import Essentials
import SMPPCodec

/// One SMPP session as a pure state machine: PDUs and the time go in, actions come out.
///
/// It knows no socket, no clock and no `await`. Its owner passes in what the peer sends, calls
/// ``tick(at:into:)`` when ``nextDeadline`` has come, and performs the actions in order.
///
/// - A request of the peer is handed to the owner at most once, and answered at most once.
/// - A request of ours ends exactly once: ``SessionAction/answered(_:_:)`` or
///   ``SessionAction/lost(_:_:)``; after the latter the peer may still have taken it.
/// - Every session ends with exactly one ``SessionAction/close(_:)``, after everything outstanding
///   has ended.
/// - Nothing grows beyond the windows, and the cost of a PDU does not depend on what is
///   outstanding.
///
/// Times must not go back; an earlier time is read as the latest one seen.
public struct SMPPSession: ~Copyable, Sendable {
    /// Which end of the connection this is.
    public let role: SessionRole
    /// The limits and timers.
    public let configuration: SessionConfiguration
    /// Counts of what the session has seen.
    public internal(set) var counters = SessionCounters()
    /// What both ends agreed on when they bound.
    public internal(set) var binding: SessionBinding?

    var phase = SessionPhase.open
    var clock: ReadingClock
    var outgoing: OutgoingWindow
    var incoming: IncomingWindow
    var bucket: TokenBucket?
    /// The version of a bind in progress.
    var askedVersion = InterfaceVersion.v34
    /// The sequence number of the unanswered enquire_link; zero if there is none.
    var probeSequence: UInt32 = 0
    /// When the peer's last PDU came, in reading time.
    var lastReceivedAt: Timestamp
    /// When we last sent enquire_link, in reading time.
    var probedAt: Timestamp
    /// When the last PDU other than enquire_link passed, in reading time.
    var activeAt: Timestamp
    /// The deadline of a step in progress: a bind, an authentication, an unbind.
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
        (lastReceivedAt, probedAt, activeAt) = (now, now, now)
        stepDeadline = now + configuration.timers.bind
    }

    /// The state in SMPP's terms.
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

    /// Whether the session has asked for ``SessionAction/close(_:)``.
    public var isOver: Bool { phase == .unbound || phase == .closed }

    /// Whether no PDUs should be passed in; those that are meet a full window.
    public var isReadingPaused: Bool { !clock.isReading }

    /// How many more requests of ours fit into the window.
    public var room: Int { isBound ? outgoing.room : 0 }

    /// How many requests of ours are unanswered.
    public var outstandingRequests: Int { outgoing.count }

    /// How many requests of the peer are unanswered.
    public var unansweredRequests: Int { incoming.count }

    /// The agreed version, or the one we ask for before the session is bound.
    public var version: InterfaceVersion { binding?.version ?? askedVersion }

    /// A sequence number for a request of ours.
    mutating func nextSequence() -> UInt32 {
        var sequence = outgoing.nextSequence()
        // A late answer to the last enquire_link must not match another request after the wrap.
        while sequence == probeSequence { sequence = outgoing.nextSequence() }
        return sequence
    }
}
