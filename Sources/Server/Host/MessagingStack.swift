import Accounts
import AccountsModel
import Database
import Essentials
import HTTPClient
import MessageDispatch
import Messaging
import MessagingModel
import NotificationDelivery
import SMPPGateway
import SQLStore
import Telemetry

/// Messages from acceptance to their final status: pipeline, carriers, notifications, lookups.
struct MessagingStack: Sendable {
    let messages: MessageService
    /// The routes that acceptance asks.
    let routes = RoutesInForce()
    let lookups: LookupService
    let pipeline: MessagePipeline
    let carriers: CarrierManager
    /// The clients of the SMPP gateway; nil when no SMPP is served.
    let smppClients: SMPPClients?
    private let webhooks: NotificationService
    private let store: SQLStore
    private let telemetry: NodeTelemetry

    /// Creates the services and the carriers; nothing runs before ``start()``.
    init(
        _ workspace: Workspace,
        _ configuration: NodeConfiguration,
        _ telemetry: NodeTelemetry
    ) async throws {
        let store = workspace.store
        self.store = store
        self.telemetry = telemetry
        let callbacks = CallbackDirectory(store)
        webhooks = try Self.webhooks(workspace, configuration, telemetry, callbacks)
        smppClients = Self.smppClients(workspace, configuration, telemetry)
        let figures = LatestCarrierFigures()
        carriers = Self.carriers(workspace, configuration, telemetry, figures)
        let (webhooks, smppClients) = (webhooks, smppClients)
        pipeline = MessagePipeline(
            store: SQLPipelineStore(store, callbacks: callbacks),
            routes: routes,
            clock: workspace.clock,
            configuration: configuration.pipeline,
            observer: PipelineMetrics(
                telemetry.registry,
                logger: telemetry.logger,
                figures: figures
            )
        ) { notifications in
            webhooks.enqueue(notifications)
            smppClients?.enqueue(notifications)
        }
        messages = Self.messages(workspace, configuration, pipeline, routes)
        lookups = Self.lookups(workspace, configuration, telemetry)
        telemetry.registry.counter(
            "messages_without_route_total",
            help: "Messages that were refused because no route takes them."
        ) { [routes] in Double(routes.refusedCount) }
        store.onChange(of: .webhooks) {
            webhooks.search()
            smppClients?.search()
        }
        try await carriers.makeCarriers()
    }

    /// Makes sure that no other server works on the messages of this store.
    static func claim(_ store: SQLStore) async throws {
        guard try await store.database.claim(.pipeline) else {
            throw ServiceError.conflict("another server works on this store; stop it first")
        }
    }

    /// Starts to process the messages of these projects and to send their notifications.
    func start(_ projects: ProjectSet) async throws {
        try await pipeline.start(
            carriers: await carriers.carriers,
            routes: try await store.routing.routes(),
            settings: try await carriers.settings(),
            projects: projects
        )
        webhooks.acquire(projects)
        webhooks.start()
        // The gateway starts them once it listens.
        smppClients?.acquire(projects)
    }

    /// Finds messages and notifications in the store that were not announced.
    func rereadStore() async throws(ServiceError) {
        try await pipeline.rereadOutbox()
        webhooks.search()
        smppClients?.search()
    }

    /// Stops carriers and the pipeline, and lets running webhook calls finish.
    func stop() async {
        await carriers.stopReloading()
        await pipeline.stop(carriers: await carriers.carriers)
        await carriers.shutDown()
        let left = await webhooks.drain(within: .seconds(10))
        guard left > 0 else { return }
        telemetry.logger.info(
            "webhook calls continue at the next start",
            ["left": .integer(left)]
        )
    }

    /// Applies routes and carriers as the operator changes them, one change at a time.
    func followRouting() async {
        let (carriers, pipeline) = (carriers, pipeline)
        store.onChange(of: .routing, applying: { await carriers.reload(pipeline) })
        // Changes from while the server started.
        await carriers.reload(pipeline)
    }
}

// MARK: Parts

extension MessagingStack {
    private static func messages(
        _ workspace: Workspace,
        _ configuration: NodeConfiguration,
        _ pipeline: MessagePipeline,
        _ routes: RoutesInForce
    ) -> MessageService {
        var limits = MessageLimits()
        limits.partsCount = configuration.partsCount
        let composer = MessageComposer(
            clock: workspace.clock,
            ids: workspace.ids,
            routes: routes,
            limits: limits
        )
        return MessageService(
            store: SQLMessageStore(workspace.store),
            composer: composer,
            routes: routes,
            clock: workspace.clock,
            cancelled: { pipeline.cancel($0) },
            accepted: { pipeline.enqueue($0) }
        )
    }

    private static func carriers(
        _ workspace: Workspace,
        _ configuration: NodeConfiguration,
        _ telemetry: NodeTelemetry,
        _ figures: LatestCarrierFigures
    ) -> CarrierManager {
        CarrierManager(
            store: workspace.store.routing,
            kinds: CarrierKinds(
                clock: workspace.clock,
                ids: workspace.ids,
                registry: telemetry.registry,
                logger: telemetry.logger,
                simulatorJournal: configuration.dataFolder.map { "\($0)/simulator.journal" },
                compactsJournal: configuration.compactsSimulatorJournal
            ),
            clock: workspace.clock,
            logger: telemetry.logger,
            figures: figures
        )
    }

    private static func webhooks(
        _ workspace: Workspace,
        _ configuration: NodeConfiguration,
        _ telemetry: NodeTelemetry,
        _ callbacks: CallbackDirectory
    ) throws -> NotificationService {
        var client = HTTPClientConfiguration()
        client.targetGuard = TargetGuard(allowsPrivateTargets: configuration.allowsPrivateTargets)
        var generator = SystemRandomNumberGenerator()
        return NotificationService(
            channel: .webhook,
            store: workspace.store.notifications,
            sender: WebhookSender(
                transport: try HTTPClient(client),
                clock: workspace.clock
            ) { callbacks.callback(of: $0) },
            clock: workspace.clock,
            metrics: telemetry.registry,
            logger: telemetry.logger,
            seed: generator.next()
        )
    }

    private static func smppClients(
        _ workspace: Workspace,
        _ configuration: NodeConfiguration,
        _ telemetry: NodeTelemetry
    ) -> SMPPClients? {
        guard let gateway = configuration.gateway else { return nil }
        var generator = SystemRandomNumberGenerator()
        return SMPPClients(
            limits: gateway.limits,
            notifications: workspace.store.notifications,
            clock: workspace.clock,
            registry: telemetry.registry,
            logger: telemetry.logger,
            seed: generator.next()
        )
    }

    private static func lookups(
        _ workspace: Workspace,
        _ configuration: NodeConfiguration,
        _ telemetry: NodeTelemetry
    ) -> LookupService {
        let logger = telemetry.logger
        return LookupService(
            store: workspace.store.lookups,
            provider: configuration.lookupProvider(),
            clock: workspace.clock,
            ids: workspace.ids
        ) { logger.warning("lookup failed", ["reason": .string("\($0)")]) }
    }
}

extension NodeConfiguration {
    fileprivate var pipeline: PipelineConfiguration {
        var configuration = PipelineConfiguration()
        configuration.inDoubtPatience = inDoubtPatience
        configuration.inDoubtPolicy = inDoubtPolicy
        var generator = SystemRandomNumberGenerator()
        configuration.seed = generator.next()
        return configuration
    }
}
