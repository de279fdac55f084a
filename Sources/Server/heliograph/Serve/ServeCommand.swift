import Essentials
import HTTPServer
import SMPPGateway
import Telemetry

/// `heliograph serve`.
enum ServeCommand {
    static let commands = [serve]

    private static let serve = Command(
        path: ["serve"],
        summary: "Run the server until it is told to stop",
        options: [
            .setting("http", "HOST:PORT", "where HTTP is served; 127.0.0.1:8080 when left out"),
            .setting("tls-certificate", "FILE", "PEM file with the certificate; makes HTTP HTTPS"),
            .setting("tls-key", "FILE", "PEM file with the certificate's key"),
            .setting(
                "allow-private-targets",
                nil,
                "let webhooks reach loopback and private addresses, for development"
            ),
            .setting("log-level", "LEVEL", "debug, info, warning or error; info when left out"),
            .setting("body-limit", "BYTES", "the largest request body; 1048576 when left out"),
            .setting("connections", "COUNT", "open connections; 10000 when left out"),
            .setting(
                "connections-per-address",
                "COUNT",
                "open connections of one client address; 1000 when left out"
            ),
            .setting(
                "idle-timeout",
                "SECONDS",
                "until an idle connection closes; 60 when left out"
            ),
            .setting(
                "requests-per-minute",
                "COUNT",
                "of an endpoint; 1200 when left out, 600 per plan step of the audience APIs"
            ),
            .setting("parts", "COUNT", "the most parts of one message; 10 when left out"),
            .setting(
                "in-doubt",
                "POLICY",
                "what becomes of a hand-off that stays in doubt: unknown or resend"
            ),
            .setting("in-doubt-after", "SECONDS", "how long it may stay so; 600 when left out"),
            .setting("minimum-disk", "BYTES", "free space below which /ready fails; 256 MiB"),
            .setting("drain", "SECONDS", "how long a stop waits for requests; 30 when left out"),
            .setting(
                "lookups",
                "PROVIDER",
                "who answers lookups: numbering, or simulator for tests"
            ),
            .setting("numbering-data", "FILE", "the operators of number prefixes, for lookups"),
            .setting("simulator-keeps-journal", nil, "never compact the simulator's journal"),
        ] + GatewayOptions.options
    ) { arguments in
        try await Workspace.with(arguments, creates: true) { workspace in
            let node = try await Node(workspace, try NodeOptions(arguments))
            try await node.run()
        }
        return .nothing()
    }
}

/// What `serve` was told.
struct NodeOptions: Sendable {
    var http = HTTPServerConfiguration()
    var allowsPrivateTargets = false
    var logLevel = Logger.Level.info
    var requestsPerMinute: Int?
    var partsCount = 10
    var inDoubtPolicy = InDoubtWord.unknown
    var inDoubtPatience = Duration.seconds(600)
    var minimumDiskBytes = 256 << 20
    var drain = Duration.seconds(30)
    var simulatorJournal: String?
    var simulatorKeepsJournal = false
    var folder: String?
    var numberingData: String?
    var lookups = LookupWord.numbering
    var gateway: GatewayConfiguration?

    /// The policies for hand-offs in doubt, as words of the command line.
    enum InDoubtWord: String, CaseIterable { case unknown, resend }

    /// Who answers lookups, as words of the command line.
    enum LookupWord: String, CaseIterable { case numbering, simulator }

    init(_ arguments: Arguments) throws(UsageError) {
        let (host, port) = try NodeOptions.address(
            arguments.text("http") ?? "127.0.0.1:8080",
            of: "http"
        )
        http.host = host
        http.port = port
        http.tls = try NodeOptions.tls(arguments)
        http.limits.bodyBytes =
            try arguments.integer("body-limit", in: 1024...(64 << 20)) ?? http.limits.bodyBytes
        http.limits.connections =
            try arguments.integer("connections", in: 1...100_000) ?? http.limits.connections
        http.limits.connectionsPerAddress =
            try arguments.integer("connections-per-address", in: 1...100_000)
            ?? http.limits.connectionsPerAddress
        if let seconds = try arguments.integer("idle-timeout", in: 1...3600) {
            http.limits.idleTimeout = .seconds(seconds)
        }
        allowsPrivateTargets = arguments.has("allow-private-targets")
        logLevel = try arguments.word("log-level") ?? .info
        requestsPerMinute =
            try arguments.integer("requests-per-minute", in: 1...1_000_000_000)
        partsCount = try arguments.integer("parts", in: 1...255) ?? 10
        inDoubtPolicy = try arguments.word("in-doubt") ?? .unknown
        if let seconds = try arguments.integer("in-doubt-after", in: 0...172_800) {
            inDoubtPatience = .seconds(seconds)
        }
        minimumDiskBytes =
            try arguments.integer("minimum-disk", in: 0...Int.max) ?? minimumDiskBytes
        if let seconds = try arguments.integer("drain", in: 0...3600) { drain = .seconds(seconds) }
        simulatorKeepsJournal = arguments.has("simulator-keeps-journal")
        folder = arguments.text("data")
        numberingData = arguments.text("numbering-data")
        lookups = try arguments.word("lookups") ?? .numbering
        gateway = try GatewayOptions.read(arguments)
        simulatorJournal = folder.map { "\($0)/simulator.journal" }
    }

    /// Reads `HOST:PORT`, also with an IPv6 host in brackets.
    static func address(
        _ text: String,
        of option: String
    ) throws(UsageError) -> (String, Int) {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else {
            throw UsageError("--\(option) is '\(text)'; it must be HOST:PORT, as 127.0.0.1:8080")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return (host.isEmpty ? "0.0.0.0" : String(host), port)
    }

    private static func tls(
        _ arguments: Arguments
    ) throws(UsageError) -> HTTPServerConfiguration.TLS? {
        switch (arguments.text("tls-certificate"), arguments.text("tls-key")) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            return HTTPServerConfiguration.TLS(certificatePath: certificate, keyPath: key)
        default: throw UsageError("--tls-certificate and --tls-key go together")
        }
    }
}
