import Essentials
import HTTPServer
import Host
import MessageDispatch
import Messaging
import SMPPGateway
import Telemetry

extension NodeConfiguration {
    /// Reads the options of `serve`.
    init(_ arguments: Arguments) throws(UsageError) {
        self.init()
        let (host, port) = try Self.address(
            arguments.text("http") ?? "127.0.0.1:8080",
            of: "http"
        )
        http.host = host
        http.port = port
        http.tls = try NodeConfiguration.tls(arguments)
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
        compactsSimulatorJournal = !arguments.has("simulator-keeps-journal")
        dataFolder = arguments.text("data")
        numberingData = arguments.text("numbering-data")
        lookups = try arguments.word("lookups") ?? .numbering
        gateway = try GatewayOptions.read(arguments)
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
