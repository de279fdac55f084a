public import Essentials

/// Where to listen, and the limits of connections.
public struct ListenerConfiguration: Sendable {
    /// The numeric IPv4 or IPv6 address to listen on; `::` accepts both.
    public var host: String
    /// The port; 0 lets the system choose one.
    public var port: Int
    /// The server's certificate; nil for no TLS.
    public var tls: TLSContext?
    /// Connections that wait in the system's queue.
    public var backlog = 1024
    /// The most open connections; more are closed at once.
    public var connections = 10_000
    /// The most open connections of one address, 0 for no limit; more are closed at once.
    public var connectionsPerAddress = 1000
    /// How long a TLS handshake may take.
    public var handshakeTimeout = Duration.seconds(10)
    /// The limits of each connection.
    public var connectionLimits = ConnectionLimits()
    /// Called on a connection's loop when its TLS handshake fails.
    public var handshakeFailed: @Sendable (SocketAddress, EventLoopError) -> Void = { _, _ in }

    /// Creates a configuration with the default limits.
    public init(host: String = "127.0.0.1", port: Int = 0, tls: TLSContext? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}

/// What a listener has counted so far.
public struct ListenerStatistics: Hashable, Sendable {
    /// Open connections, including those in a handshake.
    public var open = 0
    /// Connections that were accepted.
    public var accepted = 0
    /// Connections closed at once because there were too many.
    public var refusedForTotal = 0
    /// Connections closed at once because their address had too many open.
    public var refusedForAddress = 0
    /// Connections whose TLS handshake failed.
    public var failedHandshakes = 0
    /// How often the system had no descriptor or memory for another connection.
    public var outOfResources = 0
}
