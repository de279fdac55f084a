import AccountsModel
import Audience
import Essentials
import Messaging
import SQLStore
import Telemetry

/// A running server: all parts, wired together.
///
/// ```swift
/// try await Workspace.with(.sqlite(path: path), actor: "server") { workspace in
///     let node = try await Node(workspace, NodeConfiguration())
///     try await node.start()
///     await node.stop(reason: "done")
/// }
/// ```
public actor Node {
    private let workspace: Workspace
    private let configuration: NodeConfiguration
    private let telemetry: NodeTelemetry
    private let messaging: MessagingStack
    private let audience: AudienceStack
    private let interfaces: Interfaces
    private var work: ProjectWork?

    /// The background work for the projects of the node.
    private struct ProjectWork {
        let chores: Task<Void, Never>
        let clock: Task<Void, Never>?
        let lookups: Task<Void, Never>
    }

    /// Creates a node; it works and listens once it is started.
    public init(_ workspace: Workspace, _ configuration: NodeConfiguration) async throws {
        self.workspace = workspace
        self.configuration = configuration
        telemetry = NodeTelemetry(level: configuration.logLevel, clock: workspace.clock)
        let tokens = try await TokenAccess(workspace)
        audience = try await AudienceStack(workspace, telemetry)
        messaging = try await MessagingStack(workspace, configuration, telemetry)
        interfaces = Interfaces(
            workspace,
            configuration,
            telemetry,
            tokens,
            messaging,
            audience
        )
    }

    /// Starts to work for all projects and to listen; returns the addresses.
    @discardableResult
    public func start() async throws -> NodeAddresses {
        try await acquire(.all)
        StoreMetrics.register(workspace.store.database, telemetry.registry)
        let addresses = try interfaces.start()
        audience.service.openAll()
        workspace.store.acknowledgeChanges()
        telemetry.logger.info(
            "ready",
            [
                "http": .string("\(addresses.http.host):\(addresses.http.port)"),
                "smpp": .string(addresses.smpp ?? "off"),
                "smpp_tls": .string(addresses.smppTLS ?? "off"),
            ]
        )
        return addresses
    }

    /// Stops listening, then finishes the work under way.
    public func stop(reason: String) async {
        telemetry.logger.info("stopping", ["signal": .string(reason)])
        await interfaces.stop(within: configuration.drain)
        await release(.all)
        telemetry.logger.info("stopped")
        telemetry.flush()
    }

    // MARK: Projects

    /// Starts everything that runs for projects: applying, imports, the pipeline, chores.
    private func acquire(_ projects: ProjectSet) async throws {
        try await messaging.claim()
        try await audience.start(projects)
        try await messaging.start(projects)
        let chores = Chores(
            messaging: messaging,
            audience: audience,
            store: workspace.store,
            telemetry: telemetry
        )
        let lookups = messaging.lookups
        work = ProjectWork(
            chores: Task { await chores.run() },
            clock: watchClock(),
            lookups: Task { await lookups.run() }
        )
        await messaging.followRouting()
        await lookups.resume()
    }

    private func watchClock() -> Task<Void, Never>? {
        guard let clock = workspace.serverClock else { return nil }
        let watch = ClockWatch(clock, workspace.store, telemetry)
        return Task { await watch.run() }
    }

    /// Stops what ``acquire(_:)`` started; unfinished work stays in the store.
    private func release(_ projects: ProjectSet) async {
        work?.chores.cancel()
        work?.clock?.cancel()
        await audience.stop()
        await messaging.stop()
        messaging.lookups.stop()
        await work?.lookups.value
        work = nil
    }
}

/// The addresses that a node listens on, with the ports that the system chose.
public struct NodeAddresses: Sendable {
    /// The host and port of HTTP.
    public let http: (host: String, port: Int)
    /// The address for SMPP clients without TLS; nil if there is none.
    public let smpp: String?
    /// The address for SMPP clients with TLS; nil if there is none.
    public let smppTLS: String?
}
