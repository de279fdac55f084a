import AccountsModel

/// Where SMPP is served, and the limits of its clients.
public struct GatewayConfiguration: Sendable {
    /// The address without TLS; nil for none.
    public var plain: Endpoint?
    /// The address with TLS; nil for none.
    public var secure: SecureEndpoint?
    /// The most open connections.
    public var connections = 10_000
    /// The most open connections from one address.
    public var connectionsPerAddress = 1000
    /// The limits of tokens without limits of their own.
    public var limits = Limits()
    /// How long a session may carry no message before it is unbound; nil for no limit.
    public var inactivity: Duration?
    /// How an inbound message that is longer than one part is sent to clients.
    public var longInbound = LongInbound.payload
    /// The server's system id in bind responses, at most 15 characters.
    public var systemID = "heliograph"
    /// The number of event loop threads that serve sessions.
    public var loopsCount = 1

    /// Creates the default configuration, which does not listen.
    public init() {}

    /// An address and a port; port 0 lets the system choose.
    public struct Endpoint: Sendable, Hashable {
        /// The numeric address.
        public var host: String
        /// The port.
        public var port: Int

        /// Creates an endpoint.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// An endpoint with its certificate.
    public struct SecureEndpoint: Sendable, Hashable {
        /// The address.
        public var endpoint: Endpoint
        /// The PEM file of the certificate.
        public var certificatePath: String
        /// The PEM file of the certificate's key.
        public var keyPath: String

        /// Creates an endpoint with TLS.
        public init(endpoint: Endpoint, certificatePath: String, keyPath: String) {
            self.endpoint = endpoint
            self.certificatePath = certificatePath
            self.keyPath = keyPath
        }
    }

    /// How an inbound message that is longer than one part is sent to clients.
    public enum LongInbound: String, Sendable, CaseIterable {
        /// Whole, in `message_payload`.
        case payload
        /// In parts, each with a user data header.
        case parts
    }

    /// The limits of one system id, over all its sessions.
    public struct Limits: Sendable, Hashable {
        /// The most sessions.
        public var binds = 4
        /// The most unanswered requests of one session, in each direction.
        public var window = 50
        /// The most messages a second.
        public var messagesPerSecond = 100
        /// The most messages that wait to be stored.
        public var queue = 5000

        /// Creates the default limits.
        public init() {}

        /// These limits, overridden by the token's own.
        func applying(_ own: SMPPLimits) -> Limits {
            var limits = self
            limits.binds = own.binds ?? binds
            limits.window = own.window ?? window
            limits.messagesPerSecond = own.messagesPerSecond ?? messagesPerSecond
            limits.queue = own.queue ?? queue
            return limits
        }
    }
}
