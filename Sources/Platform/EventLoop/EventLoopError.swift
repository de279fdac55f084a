/// Why a loop, a listener or a connection could not be created.
public enum EventLoopError: Error, Hashable, Sendable {
    /// The system refused a thread, a descriptor or memory.
    case noResources(String)
    /// The host to listen on is not a numeric address.
    case badAddress(String)
    /// The port is not between 0 and 65,535.
    case badPort(Int)
    /// The system refused the listening socket: address in use, no permission and so on.
    case listenFailed(address: String, reason: String)
    /// The name has no address.
    case unknownHost(String, reason: String)
    /// No address of the host accepted the connection; the reason is that of the last one tried.
    case connectFailed(address: String, reason: String)
    /// Connecting timed out.
    case timedOut(address: String)
    /// A file of certificates or keys is unusable.
    case badCertificate(path: String, reason: String)
    /// The TLS handshake failed, or the server could not be verified.
    case handshakeFailed(String)
    /// The peer closed the connection during the TLS handshake.
    case handshakeAbandoned
    /// The loop was stopped.
    case stopped
}

extension EventLoopError: CustomStringConvertible {
    /// The error, for logs.
    public var description: String {
        switch self {
        case .noResources(let reason): "the system has no resources: \(reason)"
        case .badAddress(let host): "'\(host)' is not a numeric address"
        case .badPort(let port): "\(port) is not a port"
        case .listenFailed(let address, let reason): "cannot listen on \(address): \(reason)"
        case .unknownHost(let host, let reason): "'\(host)' has no address: \(reason)"
        case .connectFailed(let address, let reason): "cannot connect to \(address): \(reason)"
        case .timedOut(let address): "\(address) did not answer in time"
        case .badCertificate(let path, let reason): "'\(path)' cannot be used for TLS: \(reason)"
        case .handshakeFailed(let reason): "TLS handshake failed: \(reason)"
        case .handshakeAbandoned: "TLS handshake failed: the peer closed the connection"
        case .stopped: "the event loop was stopped"
        }
    }
}
