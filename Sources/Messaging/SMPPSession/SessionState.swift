/// The states of a session (SMPP 3.4, 2.2).
public enum SessionState: Hashable, Sendable {
    /// Connected; nobody is bound yet.
    case open
    /// Bound, and carrying what the mode allows.
    case bound(BindMode)
    /// The bind was undone in good order; the connection is about to close.
    case unbound
    /// The connection is closed, or about to close for another reason.
    case closed
}

/// Where a session is, more finely than SMPP names it.
enum SessionPhase: Hashable {
    /// Nobody has asked to bind.
    case open
    /// A bind waits for its answer.
    case binding(BindMode, sequence: UInt32)
    /// The session carries messages.
    case bound
    /// We take nothing new and wait for what is outstanding before we unbind.
    case draining(CloseReason)
    /// Our unbind waits for its answer.
    case unbinding(CloseReason, sequence: UInt32)
    /// The peer's unbind waits until its requests are answered.
    case peerUnbinding(sequence: UInt32)
    /// Over after an unbind.
    case unbound
    /// Over for another reason, or without a connection.
    case closed
}
