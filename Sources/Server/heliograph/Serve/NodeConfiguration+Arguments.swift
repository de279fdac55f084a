import Essentials
import HTTPServer
import Host
import LongWork
import MessageDispatch
import Messaging
import SMPPGateway
import Telemetry

extension NodeConfiguration {
    /// Reads the options of `serve`.
    init(_ arguments: Arguments) throws(UsageError) {
        self.init()
        let (host, port) = try Self.address(try arguments.requiredText("http"), of: "http")
        http.host = host
        http.port = port
        http.tls = try NodeConfiguration.tls(arguments)
        http.limits.bodyBytes = try arguments.count("body-limit")
        http.limits.bufferedBytes = try arguments.count("buffer-limit")
        work.time = .seconds(try arguments.count("query-time"))
        http.limits.connections = try arguments.count("connections")
        http.limits.connectionsPerAddress = try arguments.count("connections-per-address")
        http.limits.idleTimeout = .seconds(try arguments.count("idle-timeout"))
        allowsPrivateTargets = arguments.has("allow-private-targets")
        logLevel = try arguments.word("log-level") ?? logLevel
        requestsPerMinute = try arguments.integer("requests-per-minute")
        partsCount = try arguments.count("parts")
        inDoubtPolicy = try arguments.word("in-doubt") ?? inDoubtPolicy
        inDoubtPatience = .seconds(try arguments.count("in-doubt-after"))
        minimumDiskBytes = try arguments.count("minimum-disk")
        drain = .seconds(try arguments.count("drain"))
        compactsSimulatorJournal = !arguments.has("simulator-keeps-journal")
        dataFolder = arguments.text("data")
        lookups = try arguments.word("lookups") ?? lookups
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
            throw UsageError("--\(option) is '\(text)'; it must be HOST:PORT, e.g. 127.0.0.1:8080")
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
