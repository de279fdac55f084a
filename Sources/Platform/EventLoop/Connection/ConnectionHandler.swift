/// Receives the events of a connection, always on its loop's thread.
public protocol ConnectionHandler: AnyObject {
    /// Bytes arrived; they are valid only during the call.
    func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer)

    /// The peer reads too slowly, so reading from it has stopped; or it has caught up.
    func connection(_ connection: Connection, isCongested: Bool)

    /// The peer sends nothing more; whether the connection stays open for what it may still read.
    func connectionReachedEnd(_ connection: Connection) -> Bool

    /// The connection is closed: called once, last, and never during one of your own calls.
    func connection(_ connection: Connection, closed reason: ConnectionEnd)
}

extension ConnectionHandler {
    /// Does nothing.
    public func connection(_ connection: Connection, isCongested: Bool) {}

    /// Closes the connection once everything is sent.
    public func connectionReachedEnd(_ connection: Connection) -> Bool { false }
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

/// The limits of a connection.
public struct ConnectionLimits: Hashable, Sendable {
    /// Unsent bytes beyond which the connection is congested and reading from it stops.
    public var congestedBytes = 262_144
    /// Unsent bytes beyond which it is closed.
    public var unsentBytes = 4_194_304
    /// How long a peer with unread bytes may read nothing before the connection is closed.
    public var stallTimeout = Duration.seconds(30)
    /// How long to wait for the peer to close after the last bytes were sent.
    public var lingerTimeout = Duration.seconds(2)

    /// Creates the default limits.
    public init() {}
}
