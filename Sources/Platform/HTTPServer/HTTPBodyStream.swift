/// A body that is produced while it is sent, for responses too long to hold in memory.
///
/// The server asks for a piece when the client has taken the one before, so a slow reader slows
/// the stream down and only one piece is in memory. A client that takes nothing for
/// ``HTTPServerConfiguration/Limits/transferTimeout`` is disconnected; the stream may take as long
/// as it needs.
public protocol HTTPBodyStream: Sendable {
    /// Makes the next piece; never called again before it returns.
    ///
    /// Runs on a server thread unless it switches to another executor. The task is cancelled when
    /// the client disconnects or the server has to stop.
    func next() async -> HTTPBodyPiece
}

/// The next step of a body.
public enum HTTPBodyPiece: Sendable {
    /// More bytes, or none yet.
    case bytes([UInt8])
    /// The body is complete.
    case end
    /// The body cannot be completed.
    ///
    /// The connection ends without the last chunk (RFC 9112, 8), so that the client notices. The
    /// stream logs the reason.
    case failed
}
