/// Why a server did not start.
public enum HTTPServerError: Error, Hashable, Sendable {
    /// The host is no numeric address.
    case badAddress(String)
    /// The port is not between 0 and 65,535.
    case badPort(Int)
    /// The system refused the listening socket: address in use, no permission and so on.
    case listenFailed(address: String, reason: String)
    /// A file of the certificate could not be read.
    case unreadableFile(path: String, reason: String)
    /// The certificate and key do not make a TLS server.
    case badCertificate
    /// The system refused threads or descriptors.
    case noResources(String)
    /// The server was started before.
    case alreadyStarted
}
