import AccountsModel

/// Where SMPP is served, and what one client may do.
public struct GatewayConfiguration: Sendable {
    /// Where to listen without TLS; nil for nowhere.
    public var plain: Endpoint?
    /// Where to listen with TLS; nil for nowhere.
    public var secure: SecureEndpoint?
    /// Open connections.
    public var connections = 10_000
    /// Open connections of one address.
    public var connectionsPerAddress = 1000
    /// What holds for tokens without limits of their own.
    public var limits = Limits()
    /// Until a session that carries no message is unbound; nil for never.
    public var inactivity: Duration?
    /// How a text from a handset that is longer than one part is told.
    public var longInbound = LongInbound.payload
    /// The name by which the server answers binds, at most 15 characters.
    public var systemID = "heliograph"
    /// Threads that serve sessions.
    public var loopsCount = 1

    /// Creates the default configuration, which listens nowhere.
    public init() {}

    /// An address and a port; port 0 lets the system choose.
    public struct Endpoint: Sendable, Hashable {
        /// The numeric address.
        public var host: String
        /// The port.
        public var port: Int

        /// Creates the value.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// An endpoint with the certificate it shows.
    public struct SecureEndpoint: Sendable, Hashable {
        /// Where to listen.
        public var endpoint: Endpoint
        /// PEM file with the certificate.
        public var certificatePath: String
        /// PEM file with the certificate's key.
        public var keyPath: String

        /// Creates the value.
        public init(endpoint: Endpoint, certificatePath: String, keyPath: String) {
            self.endpoint = endpoint
            self.certificatePath = certificatePath
            self.keyPath = keyPath
        }
    }

    /// How a text from a handset that is longer than one part is told.
    public enum LongInbound: String, Sendable, CaseIterable {
        /// Whole, in `message_payload`.
        case payload
        /// In parts with a user data header each.
        case parts
    }

    /// What one system id may do, all its sessions taken together.
    public struct Limits: Sendable, Hashable {
        /// Sessions at a time.
        public var binds = 4
        /// Requests of one session without an answer, either way.
        public var window = 50
        /// Messages a second.
        public var messagesPerSecond = 100
        /// Messages that wait to become durable.
        public var queue = 5000

        /// Creates the default limits.
        public init() {}

        /// These limits, with those that a token has for itself.
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
