/// The states of a session (SMPP 3.4, 2.2).
public enum SessionState: Hashable, Sendable {
    /// Connected and not bound yet.
    case open
    /// Bound, and carrying what the mode allows.
    case bound(BindMode)
    /// Unbound in an orderly way; the connection is about to close.
    case unbound
    /// The connection is closed, or about to close for another reason.
    case closed
}

/// The state of a session, in finer steps than SMPP's.
enum SessionPhase: Hashable {
    /// No bind was sent.
    case open
    /// A bind waits for its answer.
    case binding(BindMode, sequence: UInt32)
    /// The session carries messages.
    case bound
    /// We accept nothing new and wait for what is outstanding before we unbind.
    case draining(CloseReason)
    /// Our unbind waits for its answer.
    case unbinding(CloseReason, sequence: UInt32)
    /// The peer's unbind waits until its requests are answered.
    case peerUnbinding(sequence: UInt32)
    /// Ended by an unbind.
    case unbound
    /// Ended for another reason, or without a connection.
    case closed
}
