/// A request of the peer that waits for our answer.
///
/// Handles are told apart even where a peer repeats a sequence number. One outlives neither its
/// answer nor its session: answering it again changes nothing.
public struct RequestHandle: Hashable, Sendable {
    let slot: UInt32
    let serial: UInt32
}

/// The owner's own number for a request that it sent; the session only hands it back.
public struct RequestToken: Hashable, Sendable {
    /// The number.
    public let number: UInt64

    /// Creates a token.
    public init(_ number: UInt64) { self.number = number }
}

/// What becomes of a request that the owner wants to send.
public enum RequestAdmission: Hashable, Sendable {
    /// It is among the actions, with this sequence number.
    case sent(sequence: UInt32)
    /// As many requests as the window allows are unanswered; there is room after the next answer.
    case windowFull
    /// The session is not bound, or is ending.
    case notBound
    /// This end may not send such a request in this mode, version, or at all.
    case notAllowed
}
