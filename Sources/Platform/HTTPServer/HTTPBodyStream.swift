/// A body that is made while it is sent, for answers too long to be held in memory.
///
/// The server asks for a piece when the client has taken the one before, so a slow reader slows
/// the maker down and one piece is in memory. A client that takes nothing of a piece for
/// ``HTTPServerConfiguration/Limits/transferTimeout`` is disconnected; the maker may take as long
/// as it likes.
public protocol HTTPBodyStream: Sendable {
    /// Makes the next piece; never called again before it has returned.
    ///
    /// Runs on a server thread unless it goes elsewhere. The task is cancelled when the client left
    /// or the server has to stop.
    func next() async -> HTTPBodyPiece
}

/// What comes next of a body.
public enum HTTPBodyPiece: Sendable {
    /// These bytes; none are as good as some.
    case bytes([UInt8])
    /// Nothing: the body is whole.
    case end
    /// Nothing, although the body is not whole.
    ///
    /// The connection ends without the last chunk (RFC 9112, 8), so that the client notices. Who
    /// made the body says in the log why.
    case failed
}
