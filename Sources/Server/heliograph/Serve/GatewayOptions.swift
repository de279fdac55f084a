import AccountsModel
import Host
import SMPPGateway

/// The options of `serve` about SMPP clients.
enum GatewayOptions {
    static let options: [CommandOption] = [
        .setting(
            "smpp",
            "HOST:PORT",
            "where SMPP clients bind, as 0.0.0.0:2775; off when left out"
        ),
        .setting("smpp-tls", "HOST:PORT", "where they bind with TLS, as 0.0.0.0:3550"),
        .setting("smpp-tls-certificate", "FILE", "PEM file with the certificate for --smpp-tls"),
        .setting("smpp-tls-key", "FILE", "PEM file with the certificate's key"),
        .setting("smpp-binds", "COUNT", "sessions of a system id; 4 when left out"),
        .setting("smpp-window", "COUNT", "unanswered requests of a session; 50 when left out"),
        .setting("smpp-rate", "COUNT", "messages a second of a system id; 100 when left out"),
        .setting("smpp-queue", "COUNT", "messages that wait for the store; 5000 when left out"),
        .setting("smpp-connections", "COUNT", "open SMPP connections; 10000 when left out"),
        .setting(
            "smpp-connections-per-address",
            "COUNT",
            "open SMPP connections of one client address; 1000 when left out"
        ),
        .setting(
            "smpp-inactivity",
            "SECONDS",
            "until a session without messages is unbound; never when left out"
        ),
        .setting(
            "smpp-long-inbound",
            "FORM",
            "how long texts from handsets are told: payload, or parts with headers"
        ),
        .setting("smpp-threads", "COUNT", "threads that serve sessions; 1 when left out"),
    ]

    /// What the options say; nil when SMPP is off.
    static func read(_ arguments: Arguments) throws(UsageError) -> GatewayConfiguration? {
        var configuration = GatewayConfiguration()
        configuration.plain = try endpoint("smpp", arguments)
        configuration.secure = try secureEndpoint(arguments)
        guard configuration.plain != nil || configuration.secure != nil else { return nil }
        try readLimits(arguments, &configuration.limits)
        configuration.connections =
            try arguments.integer("smpp-connections", in: 1...100_000) ?? configuration.connections
        configuration.connectionsPerAddress =
            try arguments.integer("smpp-connections-per-address", in: 1...100_000)
            ?? configuration.connectionsPerAddress
        if let seconds = try arguments.integer("smpp-inactivity", in: 1...86_400) {
            configuration.inactivity = .seconds(seconds)
        }
        configuration.longInbound = try arguments.word("smpp-long-inbound") ?? .payload
        configuration.loopsCount = try arguments.integer("smpp-threads", in: 1...64) ?? 1
        return configuration
    }

    private static func readLimits(
        _ arguments: Arguments,
        _ limits: inout GatewayConfiguration.Limits
    ) throws(UsageError) {
        limits.binds =
            try arguments.integer("smpp-binds", in: SMPPLimits.bindsRange) ?? limits.binds
        limits.window =
            try arguments.integer("smpp-window", in: SMPPLimits.windowRange) ?? limits.window
        limits.messagesPerSecond =
            try arguments.integer("smpp-rate", in: SMPPLimits.messagesPerSecondRange)
            ?? limits.messagesPerSecond
        limits.queue =
            try arguments.integer("smpp-queue", in: SMPPLimits.queueRange) ?? limits.queue
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
