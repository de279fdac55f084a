import AccountsModel
import Host
import SMPPGateway

/// The options of `serve` about SMPP clients.
enum GatewayOptions {
    private static let standard = GatewayConfiguration()

    static let options: [CommandOption] = [
        .setting(
            "smpp",
            "HOST:PORT",
            "where SMPP clients bind, e.g. 0.0.0.0:2775; by default nowhere"
        ),
        .setting(
            "smpp-tls",
            "HOST:PORT",
            "where SMPP clients bind with TLS, e.g. 0.0.0.0:3550; by default nowhere"
        ),
        .setting("smpp-tls-certificate", "FILE", "PEM file of the certificate for --smpp-tls"),
        .setting("smpp-tls-key", "FILE", "PEM file of the key of --smpp-tls-certificate"),
        .setting(
            "smpp-binds",
            "COUNT",
            "sessions of a system id",
            range: SMPPLimits.bindsRange,
            standard: String(standard.limits.binds)
        ),
        .setting(
            "smpp-window",
            "COUNT",
            "unanswered requests of a session",
            range: SMPPLimits.windowRange,
            standard: String(standard.limits.window)
        ),
        .setting(
            "smpp-rate",
            "COUNT",
            "messages per second of a system id",
            range: SMPPLimits.messagesPerSecondRange,
            standard: String(standard.limits.messagesPerSecond)
        ),
        .setting(
            "smpp-queue",
            "COUNT",
            "messages of a system id that wait for their commit",
            range: SMPPLimits.queueRange,
            standard: String(standard.limits.queue)
        ),
        .setting(
            "smpp-connections",
            "COUNT",
            "open SMPP connections",
            range: 1...100_000,
            standard: String(standard.connections)
        ),
        .setting(
            "smpp-connections-per-address",
            "COUNT",
            "open SMPP connections of one client address",
            range: 1...100_000,
            standard: String(standard.connectionsPerAddress)
        ),
        .setting(
            "smpp-inactivity",
            "SECONDS",
            "until a session without messages is unbound; by default never",
            range: 1...86_400
        ),
        .setting(
            "smpp-long-inbound",
            "FORM",
            "how long inbound messages are sent to clients: payload, or parts with headers",
            standard: standard.longInbound.rawValue
        ),
        .setting(
            "smpp-threads",
            "COUNT",
            "threads that serve SMPP sessions",
            range: 1...64,
            standard: String(standard.loopsCount)
        ),
    ]

    /// What the options say; nil when SMPP is off.
    static func read(_ arguments: Arguments) throws(UsageError) -> GatewayConfiguration? {
        var configuration = GatewayConfiguration()
        configuration.plain = try endpoint("smpp", arguments)
        configuration.secure = try secureEndpoint(arguments)
        guard configuration.plain != nil || configuration.secure != nil else { return nil }
        try readLimits(arguments, &configuration.limits)
        configuration.connections = try arguments.count("smpp-connections")
        configuration.connectionsPerAddress =
            try arguments.count("smpp-connections-per-address")
        if let seconds = try arguments.integer("smpp-inactivity") {
            configuration.inactivity = .seconds(seconds)
        }
        configuration.longInbound =
            try arguments.word("smpp-long-inbound") ?? configuration.longInbound
        configuration.loopsCount = try arguments.count("smpp-threads")
        return configuration
    }

    private static func readLimits(
        _ arguments: Arguments,
        _ limits: inout GatewayConfiguration.Limits
    ) throws(UsageError) {
        limits.binds = try arguments.count("smpp-binds")
        limits.window = try arguments.count("smpp-window")
        limits.messagesPerSecond = try arguments.count("smpp-rate")
        limits.queue = try arguments.count("smpp-queue")
    }

    private static func endpoint(
        _ option: String,
        _ arguments: Arguments
    ) throws(UsageError) -> GatewayConfiguration.Endpoint? {
        guard let text = arguments.text(option) else { return nil }
        let (host, port) = try NodeConfiguration.address(text, of: option)
        return GatewayConfiguration.Endpoint(host: host, port: port)
    }

    private static func secureEndpoint(
        _ arguments: Arguments
    ) throws(UsageError) -> GatewayConfiguration.SecureEndpoint? {
        let certificate = arguments.text("smpp-tls-certificate")
        let key = arguments.text("smpp-tls-key")
        let endpoint = try endpoint("smpp-tls", arguments)
        switch (endpoint, certificate, key) {
        case (nil, nil, nil): return nil
        case (let endpoint?, let certificate?, let key?):
            return GatewayConfiguration.SecureEndpoint(
                endpoint: endpoint,
                certificatePath: certificate,
                keyPath: key
            )
        default:
            throw UsageError("--smpp-tls, --smpp-tls-certificate and --smpp-tls-key go together")
        }
    }
}
