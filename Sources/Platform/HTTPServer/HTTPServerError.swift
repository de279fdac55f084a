import EventLoop
import Glibc

/// Why a server did not start.
public enum HTTPServerError: Error, Hashable, Sendable {
    /// The host is not a numeric address.
    case badAddress(String)
    /// The port is not between 0 and 65,535.
    case badPort(Int)
    /// The system refused the listening socket: address in use, no permission and so on.
    case listenFailed(address: String, reason: String)
    /// A file of the certificate could not be read.
    case unreadableFile(path: String, reason: String)
    /// The certificate and key cannot be used for TLS.
    case badCertificate
    /// The system refused threads or descriptors.
    case noResources(String)
    /// The server was started before.
    case alreadyStarted
}

extension HTTPServerError {
    init(_ error: EventLoopError) {
        self =
            switch error {
            case .badAddress(let host): .badAddress(host)
            case .badPort(let port): .badPort(port)
            case .listenFailed(let address, let reason):
                .listenFailed(address: address, reason: reason)
            case .badCertificate: .badCertificate
            default: .noResources(error.description)
            }
    }
}

extension HTTPServerConfiguration.TLS {
    /// Reads the files.
    func context() throws(HTTPServerError) -> TLSContext {
        for path in [certificatePath, keyPath] {
            guard let file = fopen(path, "re") else {
                throw .unreadableFile(path: path, reason: String(cString: strerror(errno)))
            }
            fclose(file)
        }
        do {
            return try TLSContext.server(
                certificatePath: certificatePath,
                keyPath: keyPath,
                onlyStrongCiphers: true
            )
        } catch {
            throw HTTPServerError(error)
        }
    }
}

extension HTTPServerError: CustomStringConvertible {
    /// The error, for logs.
    public var description: String {
        switch self {
        case .badAddress(let host): "'\(host)' is not a numeric address"
        case .badPort(let port): "\(port) is not a port"
        case .listenFailed(let address, let reason): "cannot listen on \(address): \(reason)"
        case .unreadableFile(let path, let reason): "'\(path)' cannot be read: \(reason)"
        case .badCertificate: "the certificate and the key cannot be used for TLS"
        case .noResources(let reason): "the system has no resources: \(reason)"
        case .alreadyStarted: "the server was started before"
        }
    }
}
