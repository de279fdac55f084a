import Host

/// `heliograph serve`.
enum ServeCommand {
    static let commands = [serve]

    private static let serve = Command(
        path: ["serve"],
        summary: "Run the server until SIGTERM or SIGINT",
        options: ServeOptions.options + GatewayOptions.options
    ) { arguments in
        try await Workspace.server(arguments) { workspace in
            let stop = StopSignal()
            let node = try await Node(workspace, try NodeConfiguration(arguments))
            try await node.start()
            await node.stop(reason: await stop.wait())
        }
        return .nothing()
    }
}
