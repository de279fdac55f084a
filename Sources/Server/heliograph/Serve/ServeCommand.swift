import Host

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
            let stop = StopSignal()
            let node = try await Node(workspace, try NodeConfiguration(arguments))
            try await node.start()
            await node.stop(reason: await stop.wait())
        }
        return .nothing()
    }
}
