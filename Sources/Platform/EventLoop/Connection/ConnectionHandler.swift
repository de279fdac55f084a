/// Receives the events of a connection, always on its loop's thread.
public protocol ConnectionHandler: AnyObject {
    /// Bytes arrived; they are valid only during the call.
    func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer)

    /// The peer reads too slowly (reading from it stops meanwhile), or has caught up again.
    func connection(_ connection: Connection, isCongested: Bool)

    /// The connection is closed: called once, last, and never from within a call of yours.
    func connection(_ connection: Connection, closed reason: ConnectionEnd)
}

extension ConnectionHandler {
    /// Does nothing.
    public func connection(_ connection: Connection, isCongested: Bool) {}
}

/// Why a connection ended.
public enum ConnectionEnd: Hashable, Sendable {
    /// This side closed it.
    case closedHere
    /// The peer closed it.
    case closedByPeer
    /// The peer left more unread than the limit, or read nothing for too long.
    case peerTooSlow
    /// The network or TLS failed.
    case failed(String)
    /// The loop was stopped.
    case loopStopped
}

/// What a connection puts up with.
public struct ConnectionLimits: Hashable, Sendable {
    /// Unsent bytes beyond which the connection is congested and no longer read from.
    public var congestedBytes = 262_144
    /// Unsent bytes beyond which it is closed.
    public var unsentBytes = 4_194_304
    /// How long the peer may read nothing of what waits for it before it is closed.
    public var stallTimeout = Duration.seconds(30)
    /// How long a connection that was closed after its last bytes waits for the peer to close.
    public var lingerTimeout = Duration.seconds(2)

    /// Creates the default limits.
    public init() {}
}
