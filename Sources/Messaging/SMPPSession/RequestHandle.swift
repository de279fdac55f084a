/// An unanswered request of the peer.
///
/// Handles differ even when a peer repeats a sequence number. A handle becomes invalid with the
/// answer and with the end of the session: answering it again has no effect.
public struct RequestHandle: Hashable, Sendable {
    let slot: UInt32
    let serial: UInt32
}

/// The owner's number for a request that it sent; the session only returns it.
public struct RequestToken: Hashable, Sendable {
    /// The number.
    public let number: UInt64

    /// Creates a token.
    public init(_ number: UInt64) { self.number = number }
}

/// Whether a request of the owner was sent.
public enum RequestAdmission: Hashable, Sendable {
    /// It is among the actions, with this sequence number.
    case sent(sequence: UInt32)
    /// As many requests as the window allows are unanswered; there is room after the next answer.
    case windowFull
    /// The session is not bound, or is ending.
    case notBound
    /// This end may not send such a request in this mode or version, or at all.
    case notAllowed
}
