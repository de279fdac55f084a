import Essentials
import Host

/// `heliograph serve`.
enum ServeCommand {
    static let commands = [serve]

    private static let serve = Command(
        path: ["serve"],
        summary: "Run the server until SIGTERM or SIGINT; SIGHUP reloads",
        options: ServeOptions.options + GatewayOptions.options
    ) { arguments in
        try await Workspace.server(arguments) { workspace in
            let stop = StopSignal()
            let node = try await Node(workspace, try NodeConfiguration(arguments))
            try await node.start()
            let reloading = Task {
                for await _ in stop.reloads { await reload(node, arguments) }
            }
            defer { reloading.cancel() }
            switch await end(of: node, stop) {
            case .success(let signal): await node.stop(reason: signal)
            case .failure(let error): throw error
            }
        }
        return .nothing()
    }

    /// Reads certificates and the configuration file again; only the log level of the latter can
    /// change while the server runs.
    private static func reload(_ node: Node, _ arguments: Arguments) async {
        do {
            let configuration = try NodeConfiguration(try arguments.readAgain())
            await node.reload(logLevel: configuration.logLevel)
        } catch {
            await node.cannotReload("\(error)")
        }
    }

    /// Waits for a signal, or until the node must not work any more.
    private static func end(
        of node: Node,
        _ stop: StopSignal
    ) async -> Result<String, ServiceError> {
        let (ends, feed) = AsyncStream.makeStream(of: Result<String, ServiceError>.self)
        let waits = [
            Task { _ = feed.yield(.success(await stop.wait())) },
            Task { _ = feed.yield(.failure(await node.failure())) },
        ]
        defer { for wait in waits { wait.cancel() } }
        for await end in ends { return end }
        return .success("none")
    }
}
