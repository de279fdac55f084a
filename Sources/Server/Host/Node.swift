import AccountsModel
import Audience
public import Essentials
import Messaging
import SQLStore
public import Telemetry

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
    private let events: StoreEvents
    private var work: ProjectWork?

    /// The background work for the projects of the node.
    private struct ProjectWork: Sendable {
        let chores: Task<Void, Never>
        let clock: Task<Void, Never>?
        let lookups: Task<Void, Never>
    }

    /// Creates a node; it works and listens once it is started.
    public init(_ workspace: Workspace, _ configuration: NodeConfiguration) async throws {
        self.workspace = workspace
        self.configuration = configuration
        events = StoreEvents(workspace.store)
        telemetry = NodeTelemetry(level: configuration.logLevel, clock: workspace.clock)
        // First of all: what follows opens files that belong to the server of the store.
        try await MessagingStack.claim(workspace.store)
        try await StoreExamination.require(workspace.store, configuration, telemetry.logger)
        let tokens = try await TokenAccess(workspace)
        audience = try await AudienceStack(workspace, telemetry, configuration.work)
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
        await tellCommands()
        try await acquire(.all)
        StoreMetrics.register(workspace.store.database, telemetry.registry)
        NodeMetrics.register(telemetry.registry)
        let addresses: NodeAddresses
        do { addresses = try interfaces.start() } catch {
            throw StartError(error, configuration) ?? error
        }
        audience.service.openAll()
        workspace.store.acknowledgeChanges()
        telemetry.logger.info(
            "ready",
            [
                "http": .string("\(addresses.http.host):\(addresses.http.port)"),
                "smpp": .string(addresses.smpp ?? "off"),
                "smpp_tls": .string(addresses.smppTLS ?? "off"),
                "version": .string(Version.text),
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

    /// Applies what can change while the node runs: renewed certificates, and the log level.
    ///
    /// What cannot be used is logged, and what is in use stays.
    public func reload(logLevel: Logger.Level) {
        telemetry.logger.setLevel(logLevel)
        var reloaded: [String] = []
        let certificates: [(String, () throws -> Bool)] = [
            ("http", interfaces.reloadHTTPCertificate), ("smpp", interfaces.reloadSMPPCertificate),
        ]
        for (name, reload) in certificates {
            do {
                if try reload() { reloaded.append(name) }
            } catch {
                telemetry.logger.error(
                    "certificates cannot be reloaded; the present ones stay in use",
                    ["interface": .string(name), "reason": .string("\(error)")]
                )
            }
        }
        telemetry.logger.info(
            "reloaded",
            [
                "certificates": .string(reloaded.joined(separator: " ")),
                "log_level": .string(logLevel.rawValue),
            ]
        )
    }

    /// Logs that a reload failed before it reached the node.
    public func cannotReload(_ reason: String) {
        telemetry.logger.error("cannot reload", ["reason": .string(reason)])
    }

    /// Returns the reason once this node must not work any more: another server has taken over its
    /// store while the connection was lost.
    ///
    /// Nothing is written any more by then, and there is nothing to finish: what was not stored
    /// belongs to the other server.
    public nonisolated func failure() async -> ServiceError {
        _ = await events.takeOver()
        telemetry.logger.error("another server has taken over this store")
        telemetry.flush()
        return .conflict(
            "another server has taken over this store while the connection was lost; this one ends"
        )
    }

    // MARK: Projects

    /// Starts everything that runs for projects: applying, imports, the pipeline, chores.
    private func acquire(_ projects: ProjectSet) async throws {
        try await audience.start(projects)
        try await messaging.start(projects)
        let chores = Chores(
            messaging: messaging,
            audience: audience,
            store: workspace.store,
            telemetry: telemetry,
            events: events
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

    /// Tells commands what they cannot see from the store alone.
    private func tellCommands() async {
        let state = workspace.store.serverState
        let allows = configuration.allowsPrivateTargets
        do throws(ServiceError) {
            guard try await state.allowsPrivateTargets() != allows else { return }
            try await state.setAllowsPrivateTargets(allows)
        } catch {
            // A server that can only read is of use too.
            telemetry.logger.warning("commands cannot be told", ["reason": .string("\(error)")])
        }
    }

    private func watchClock() -> Task<Void, Never>? {
        guard let clock = workspace.serverClock else { return nil }
        let watch = ClockWatch(clock, workspace.store, telemetry)
        return Task { await watch.run() }
    }

    /// Stops what ``acquire(_:)`` started; unfinished work stays in the store.
    ///
    /// While the store is away, nothing can be finished, so there is a limit.
    private func release(_ projects: ProjectSet) async {
        work?.chores.cancel()
        work?.clock?.cancel()
        let (work, audience, messaging) = (work, audience, messaging)
        let isDone = await Patience.run(within: configuration.drain + .seconds(10)) {
            await audience.stop()
            await messaging.stop()
            messaging.lookups.stop()
            await work?.lookups.value
        }
        if !isDone {
            telemetry.logger.error(
                "the store did not take what was left; it continues at the next start"
            )
        }
        self.work = nil
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
