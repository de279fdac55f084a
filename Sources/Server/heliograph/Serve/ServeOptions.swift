import Essentials
import HTTPServer
import Host
import LongWork
import MessageDispatch
import Telemetry

/// The options of `serve`, but those about SMPP clients.
enum ServeOptions {
    private static let standard = NodeConfiguration()

    static let options: [CommandOption] = [
        .setting(
            "http",
            "HOST:PORT",
            "where to serve HTTP: an address, not a name, e.g. [::]:8080; port 0 picks a free one",
            standard: "127.0.0.1:8080"
        ),
        .setting("tls-certificate", "FILE", "PEM file of the certificate; turns HTTP into HTTPS"),
        .setting("tls-key", "FILE", "PEM file of the certificate's key"),
        .privateTargets,
        .setting(
            "log-level",
            "LEVEL",
            "debug, info, warning or error",
            standard: standard.logLevel.rawValue
        ),
        .setting(
            "body-limit",
            "BYTES",
            "the largest request body",
            range: 1024...(64 << 20),
            standard: String(standard.http.limits.bodyBytes)
        ),
        .setting(
            "buffer-limit",
            "BYTES",
            "request bodies under way and answers not taken yet, in all; a quarter for one"
                + " organization",
            range: (1 << 20)...(64 << 30),
            standard: String(standard.http.limits.bufferedBytes)
        ),
        .setting(
            "query-time",
            "SECONDS",
            "of computing that one search, scroll, aggregation or export may take",
            range: 1...3600,
            standard: String(standard.work.time.components.seconds)
        ),
        .setting(
            "connections",
            "COUNT",
            "open connections",
            range: 1...100_000,
            standard: String(standard.http.limits.connections)
        ),
        .setting(
            "connections-per-address",
            "COUNT",
            "open connections of one client address; raise it behind a proxy",
            range: 1...100_000,
            standard: String(standard.http.limits.connectionsPerAddress)
        ),
        .setting(
            "idle-timeout",
            "SECONDS",
            "until an idle connection is closed",
            range: 1...3600,
            standard: String(standard.http.limits.idleTimeout.components.seconds)
        ),
        .setting(
            "requests-per-minute",
            "COUNT",
            "requests of an organization to an endpoint; by default 1200, in the audience APIs 600"
                + " per step of its plan",
            range: 1...1_000_000_000
        ),
        .setting(
            "parts",
            "COUNT",
            "the most parts of one message",
            range: 1...255,
            standard: String(standard.partsCount)
        ),
        .setting(
            "in-doubt",
            "POLICY",
            "what becomes of a message that stays in doubt: unknown or resend",
            standard: standard.inDoubtPolicy.rawValue
        ),
        .setting(
            "in-doubt-after",
            "SECONDS",
            "how long a message may stay in doubt",
            range: 0...172_800,
            standard: String(standard.inDoubtPatience.components.seconds)
        ),
        .setting(
            "minimum-disk",
            "BYTES",
            "free space in the data folder below which /ready fails",
            range: 0...Int.max,
            standard: String(standard.minimumDiskBytes)
        ),
        .setting(
            "drain",
            "SECONDS",
            "how long a stopping server waits for requests",
            range: 0...3600,
            standard: String(standard.drain.components.seconds)
        ),
        .setting(
            "lookups",
            "PROVIDER",
            "who answers number lookups: numbering, or simulator (by the number, for tests)",
            standard: standard.lookups.rawValue
        ),
        .setting(
            "simulator-keeps-journal",
            nil,
            "never compact the simulator's journal, for tests; it grows without bound"
        ),
    ]
}
