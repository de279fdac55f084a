import Accounts
import AccountsModel
import Audience
import Database
import Essentials
import HTTPClient
import HTTPServer
import MessageDispatch
import Messaging
import MessagingModel
import NotificationDelivery
import SMPPGateway
import SQLStore
import Secrets
import Telemetry

/// One running server: every service and border, wired together.
struct Node {
    private let workspace: Workspace
    private let options: NodeOptions
    private let logger: Logger
    private let logs: LogWriter
    private let registry = MetricsRegistry()
    private let server: HTTPServer
    private let pipeline: MessagePipeline
    private let fleet: CarrierFleet
    private let lookups: LookupService
    private let audience: AudienceService
    private let webhooks: NotificationService
    private let gateway: SMPPGateway?

    init(_ workspace: Workspace, _ options: NodeOptions) async throws {
        self.workspace = workspace
        self.options = options
        let store = workspace.store
        let clock = workspace.clock
        logs = LogWriter()
        let logger = Logger(level: options.logLevel, sink: logs, clock: clock)
        self.logger = logger

        let hasher = try await SecretHasher.ofServer(in: store.secrets)
        let directory = TokenDirectory(
            store: store.accounts,
            changes: store,
            hasher: hasher,
            clock: clock
        )
        let callbacks = CallbackDirectory()
        // The gateway needs the messages, which need the pipeline, which tells the gateway.
        let reports = Locked<SMPPGateway?>(nil)
        let targets = CallbackTargets(directory)
        let webhooks = try Node.webhooks(workspace, options, registry, logger, targets)
        self.webhooks = webhooks
        Node.listen(to: store, callbacks, targets, webhooks, reports)
        audience = try await Node.audience(workspace, registry, logger)

        let board = CarrierBoard()
        fleet = CarrierFleet(workspace, options, registry, logger, board)
        try await fleet.muster()
        let pipeline = MessagePipeline(
            store: SQLPipelineStore(store, callbacks: callbacks),
            clock: clock,
            configuration: Node.pipelineConfiguration(options),
            observer: PipelineMetrics(registry, logger: logger, board: board)
        ) { notifications in
            webhooks.enqueue(notifications)
            reports.withLock { $0 }?.enqueue(notifications)
        }
        self.pipeline = pipeline

        var limits = MessageLimits()
        limits.partsCount = options.partsCount
        let messages = MessageService(
            store: SQLMessageStore(store),
            composer: MessageComposer(clock: clock, ids: workspace.ids, limits: limits),
            clock: clock,
            cancelled: { pipeline.cancel($0) },
            accepted: { pipeline.enqueue($0) }
        )
        let gateway = Node.gateway(workspace, options, registry, logger, messages, directory)
        self.gateway = gateway
        reports.withLock { $0 = gateway }
        lookups = Node.lookups(workspace, options, logger)

        let router = Node.router(
            workspace,
            options,
            registry,
            logger,
            NodeServices(
                messages: messages,
                lookups: lookups,
                audience: audience,
                directory: directory,
                hasher: hasher
            )
        )
        server = HTTPServer(
            configuration: options.http,
            handler: router,
            observer: CombinedObserver([
                HTTPMetrics(registry: registry), AccessLog(logger: logger),
            ])
        )
    }

    /// Lets what is kept in memory of tokens and notifications follow the operator's changes.
    private static func listen(
        to store: SQLStore,
        _ callbacks: CallbackDirectory,
        _ targets: CallbackTargets,
        _ webhooks: NotificationService,
        _ reports: Locked<SMPPGateway?>
    ) {
        store.onChange(of: .accounts) {
            callbacks.forget()
            targets.forget()
        }
        store.onChange(of: .webhooks) {
            webhooks.search()
            reports.withLock { $0 }?.search()
        }
    }

    /// Serves until a signal asks to stop, then finishes what is under way.
    func run() async throws {
        let stop = StopSignal()
        let store = workspace.store
        guard try await store.database.claim(.pipeline) else {
            throw ServiceError.conflict("another server works on this store; stop it first")
        }
        guard try await store.database.claim(.audience) else {
            throw ServiceError.conflict(
                "a command works on the audience; start again when it ended"
            )
        }
        try await audience.start()
        audience.startImports()
        try await pipeline.start(
            carriers: await fleet.carriers,
            routes: try await store.routing.routes(),
            settings: try await fleet.settings()
        )
        webhooks.start()
        let changes = watchRouting()
        StoreMetrics.register(store.database, registry)
        let chores = Task { await doChores() }
        let answers = Task { await lookups.run() }
        await lookups.resume()
        let listening = try gateway?.start()
        try server.start()
        audience.openAll()
        logger.info(
            "ready",
            [
                "http": .string("\(options.http.host):\(server.port)"),
                "smpp": .string(listening?.plain ?? "off"),
                "smpp_tls": .string(listening?.secure ?? "off"),
            ]
        )
        let signal = await stop.wait()
        logger.info("stopping", ["signal": .string(signal)])
        async let goodbye: ()? = gateway?.drain(within: options.drain)
        await server.drain(deadline: options.drain)
        _ = await goodbye
        chores.cancel()
        await audience.stop()
        changes.cancel()
        await changes.value
        await pipeline.stop(carriers: await fleet.carriers)
        await fleet.disband()
        let left = await webhooks.drain(within: .seconds(10))
        if left > 0 {
            logger.info("webhook calls go on at the next start", ["left": .integer(left)])
        }
        lookups.stop()
        await answers.value
        logger.info("stopped")
        logs.flush()
    }

    /// Once a second: statuses of carriers, metrics of the store, lookups without an answer.
    private func doChores() async {
        var round = 0
        while !Task.isCancelled {
            await fleet.tellStatuses(onlyNews: round % 5 != 2)
            if round % 15 == 0 { await StoreMetrics.countPlaces(workspace.store, registry) }
            if round % 60 == 10 { await StoreMetrics.countUnclaimed(workspace.store, registry) }
            if round % 60 == 50 { audience.lookForImports() }
            if round % 60 == 59 { await lookups.resume(olderThan: .seconds(60)) }
            round += 1
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Puts routes and carriers in force when the operator changes them, one change at a time.
    private func watchRouting() -> Task<Void, Never> {
        let (changes, feed) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        workspace.store.onChange(of: .routing) { feed.yield() }
        // What changed while the server started.
        feed.yield()
        let (fleet, pipeline) = (fleet, pipeline)
        return Task {
            for await _ in changes { await fleet.follow(pipeline) }
        }
    }

    private static func lookups(
        _ workspace: Workspace,
        _ options: NodeOptions,
        _ logger: Logger
    ) -> LookupService {
        LookupService(
            store: workspace.store.lookups,
            provider: lookupProvider(options, logger),
            clock: workspace.clock,
            ids: workspace.ids
        ) { logger.warning("lookup failed", ["reason": .string("\($0)")]) }
    }

    /// The audience, which follows what other processes change.
    private static func audience(
        _ workspace: Workspace,
        _ registry: MetricsRegistry,
        _ logger: Logger
    ) async throws -> AudienceService {
        let audience = try await workspace.audience(AudienceMetrics(registry, logger: logger))
        workspace.store.onChange(of: .accounts) { audience.refresh(after: .accounts) }
        workspace.store.onChange(of: .audience) { audience.refresh(after: .audience) }
        workspace.store.onChange(of: .imports) { audience.lookForImports() }
        return audience
    }

    private static func pipelineConfiguration(_ options: NodeOptions) -> PipelineConfiguration {
        var configuration = PipelineConfiguration()
        configuration.inDoubtPatience = options.inDoubtPatience
        configuration.inDoubtPolicy = options.inDoubtPolicy == .resend ? .resend : .unknown
        var generator = SystemRandomNumberGenerator()
        configuration.seed = generator.next()
        return configuration
    }

    private static func webhooks(
        _ workspace: Workspace,
        _ options: NodeOptions,
        _ registry: MetricsRegistry,
        _ logger: Logger,
        _ targets: CallbackTargets
    ) throws -> NotificationService {
        var client = HTTPClientConfiguration()
        client.targetGuard = TargetGuard(allowsPrivateTargets: options.allowsPrivateTargets)
        var generator = SystemRandomNumberGenerator()
        return NotificationService(
            channel: .webhook,
            store: workspace.store.notifications,
            courier: WebhookCourier(
                transport: try HTTPClient(client),
                clock: workspace.clock
            ) { targets.answer(for: $0) },
            clock: workspace.clock,
            metrics: registry,
            logger: logger,
            seed: generator.next()
        )
    }
}
