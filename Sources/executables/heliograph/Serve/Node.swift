import Accounts
import Audience
import Carriers
import Database
import Domain
import Essentials
import HTTPClient
import HTTPServer
import Lookup
import Messaging
import SMPPGateway
import SQLStore
import Secrets
import Telemetry
import TransactionalAPI
import NotificationDelivery

/// One running server: every service and border, wired together.
struct Node {
    private let workspace: Workspace
    private let options: NodeOptions
    private let logger: Logger
    private let logs: LogWriter
    private let registry = MetricsRegistry()
    private let server: HTTPServer
    private let pipeline: MessagePipeline
    private let carriers: [any Carrier]
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

        let hasher = try await SecretHasher.ofServer(in: store)
        let directory = TokenDirectory(store: store, changes: store, hasher: hasher, clock: clock)
        let callbacks = CallbackDirectory()
        // The gateway needs the messages, which need the pipeline, which tells the gateway.
        let reports = Locked<SMPPGateway?>(nil)
        let targets = CallbackTargets(directory)
        let webhooks = try Node.webhooks(workspace, options, registry, logger, targets)
        self.webhooks = webhooks
        store.onChange(of: .accounts) {
            callbacks.forget()
            targets.forget()
        }
        let audience = try await workspace.audience(AudienceMetrics(registry, logger: logger))
        self.audience = audience
        store.onChange(of: .accounts) { audience.refresh() }
        store.onChange(of: .audience) { audience.refresh() }
        store.onChange(of: .webhooks) {
            webhooks.search()
            reports.withLock { $0 }?.search()
        }

        let pipeline = MessagePipeline(
            store: SQLPipelineStore(store, callbacks: callbacks),
            clock: clock,
            configuration: Node.pipelineConfiguration(options),
            observer: PipelineMetrics(registry, logger: logger) { notifications in
                webhooks.enqueue(notifications)
                reports.withLock { $0 }?.enqueue(notifications)
            }
        )
        self.pipeline = pipeline
        carriers = try await Node.carriers(workspace, options)

        var limits = MessageLimits()
        limits.partsCount = options.partsCount
        let messages = MessageService(
            store: SQLMessageStore(store),
            composer: MessageComposer(clock: clock, ids: workspace.ids, limits: limits),
            clock: clock,
            cancelled: { pipeline.forget($0) }
        ) { pipeline.enqueue($0) }
        let gateway = Node.gateway(workspace, options, registry, logger, messages, directory)
        self.gateway = gateway
        reports.withLock { $0 = gateway }
        lookups = LookupService(
            store: store,
            provider: Node.lookupProvider(options, logger),
            clock: clock,
            ids: workspace.ids
        ) { logger.warning("lookup failed", ["reason": .string("\($0)")]) }

        let api = TransactionalAPI(
            messages: messages,
            lookups: lookups,
            directory: directory,
            limiter: RateLimiter(standardLimit: options.requestsPerMinute, clock: clock),
            hasher: hasher
        ) { request, error in
            logger.error(
                "request failed",
                ["request_id": .string(request), "reason": .string("\(error)")]
            )
        }
        let operations = OperationsRoutes(store: store, registry: registry, options: options)
        let routes =
            TransactionalAPI.Mount.allCases.flatMap { api.routes(of: $0) } + operations.routes
        server = HTTPServer(
            configuration: options.http,
            handler: Router(routes),
            observer: CombinedObserver([
                HTTPMetrics(registry: registry), AccessLog(logger: logger),
            ])
        )
    }

    /// Serves until a signal asks to stop, then finishes what is under way.
    func run() async throws {
        let stop = StopSignal()
        let store = workspace.store
        guard try await store.database.claim(.pipeline) else {
            throw DomainError.conflict("another server works on this store; stop it first")
        }
        guard try await store.database.claim(.audience) else {
            throw DomainError.conflict("a command works on the audience; start again when it ended")
        }
        try await audience.start()
        try await pipeline.start(
            carriers: carriers,
            routes: try await store.routes(),
            settings: try await Node.settings(store)
        )
        webhooks.start()
        watchRouting()
        StoreMetrics.register(store.database, registry)
        let chores = Task { await doChores() }
        let answers = Task { await lookups.run() }
        await lookups.resume()
        try server.start()
        let listening = try gateway?.start()
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
        await pipeline.stop(carriers: carriers)
        let left = await webhooks.drain(within: .seconds(10))
        if left > 0 {
            logger.info("webhook calls go on at the next start", ["left": .integer(left)])
        }
        lookups.stop()
        await answers.value
        logger.info("stopped")
        logs.flush()
    }

    /// Once a second: messages whose time has come or run out, lookups that were forgotten.
    private func doChores() async {
        var round = 0
        while !Task.isCancelled {
            await pipeline.keepHouse()
            if round % 15 == 0 { await StoreMetrics.countPlaces(workspace.store, registry) }
            if round % 60 == 30 { await pipeline.tidy() }
            if round % 60 == 59 { await lookups.resume(olderThan: .seconds(60)) }
            round += 1
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Puts routes and carriers in force as soon as the operator changes them.
    private func watchRouting() {
        let (store, pipeline, logger) = (workspace.store, pipeline, logger)
        store.onChange(of: .routing) {
            Task {
                do {
                    pipeline.update(
                        routes: try await store.routes(),
                        settings: try await Node.settings(store)
                    )
                } catch {
                    logger.error("routes cannot be read", ["reason": .string("\(error)")])
                }
            }
        }
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
            store: workspace.store,
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

    private static func carriers(
        _ workspace: Workspace,
        _ options: NodeOptions
    ) async throws -> [any Carrier] {
        let settings = try await settings(workspace.store)
        let simulator =
            settings.first { $0.id == .simulator } ?? CarrierSettings(id: .simulator)
        var behaviour = try SimulatorOptions(simulator)
        behaviour.compactsJournal = !options.simulatorKeepsJournal
        return [
            try SimulatedCarrier(
                id: .simulator,
                options: behaviour,
                journal: options.simulatorJournal,
                clock: workspace.clock
            )
        ]
    }

    /// What the operator set, and the simulator in any case.
    private static func settings(_ store: SQLStore) async throws -> [CarrierSettings] {
        let known = try await store.carriers()
        let hasSimulator = known.contains { $0.id == .simulator }
        return hasSimulator ? known : known + [CarrierSettings(id: .simulator)]
    }
}
