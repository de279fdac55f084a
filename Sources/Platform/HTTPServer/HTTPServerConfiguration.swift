import Glibc

/// Where the server listens, and its limits.
public struct HTTPServerConfiguration: Sendable {
    /// The numeric IPv4 or IPv6 address to listen on; `::` accepts both.
    public var host: String
    /// The port; 0 lets the system choose one.
    public var port: Int
    /// The certificate and its key; nil serves plain HTTP.
    public var tls: TLS?
    /// How many threads serve; at least 1.
    public var threads: Int
    /// The limits for clients.
    public var limits: Limits

    /// Creates a configuration.
    ///
    /// - Parameters:
    ///   - host: numeric address.
    ///   - port: 0 lets the system choose.
    ///   - tls: nil serves plain HTTP.
    ///   - threads: nil means one per core, at most 8.
    ///   - limits: the limits for clients.
    public init(
        host: String = "127.0.0.1",
        port: Int = 0,
        tls: TLS? = nil,
        threads: Int? = nil,
        limits: Limits = Limits()
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.threads = max(1, threads ?? min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        self.limits = limits
    }

    /// The files of a certificate.
    public struct TLS: Sendable {
        /// The path of the certificate chain in PEM format, the server's own certificate first.
        public var certificatePath: String
        /// The path of the private key in PEM format.
        public var keyPath: String

        /// Creates the pair of paths.
        public init(certificatePath: String, keyPath: String) {
            self.certificatePath = certificatePath
            self.keyPath = keyPath
        }
    }

    /// The limits for a client; the answer beyond each limit is in its comment.
    public struct Limits: Sendable {
        /// Bytes of a body: 413.
        public var bodyBytes = 1_048_576
        /// Bytes of path and query: 414.
        public var uriBytes = 8192
        /// Bytes of one header field, name and value: 431.
        public var headerFieldBytes = 8192
        /// Bytes of all header fields: 431.
        public var headerBytes = 16_384
        /// Header fields: 431.
        public var headerFields = 100
        /// Items of a query: 414.
        public var queryItems = 200
        /// Open connections; more are closed at once.
        public var connections = 10_000
        /// The most open connections of one address; more are closed at once.
        ///
        /// 0 means no limit, which is right behind a proxy, whose clients all have its address.
        public var connectionsPerAddress = 1000
        /// The most requests whose handlers may be suspended: 503 with `Retry-After`.
        public var concurrentRequests = 10_000
        /// Bytes of bodies that are not complete and of answers that were not taken, in all; one
        /// owner may hold a quarter: 503 with `Retry-After`.
        public var bufferedBytes = 67_108_864
        /// How long a TLS handshake may take.
        public var handshakeTimeout = Duration.seconds(10)
        /// How long a connection may be idle between two requests.
        public var idleTimeout = Duration.seconds(60)
        /// How long a client may take to send one request, or to read one answer.
        public var transferTimeout = Duration.seconds(30)

        /// Creates the default limits.
        public init() {}
    }
}
