import Accounts
import Audience
import Essentials
import HTTPAPI
import HTTPServer
import IngestAPI
import Messaging
import ProductAPI
import SMPPGateway
import SQLStore
import Secrets
import Telemetry
import TransactionalAPI

/// The network interfaces of a node: the HTTP APIs, the routes of operators, and SMPP.
struct Interfaces: Sendable {
    private let server: HTTPServer
    private let gateway: SMPPGateway?
    private let httpHost: String

    init(
        _ workspace: Workspace,
        _ configuration: NodeConfiguration,
        _ telemetry: NodeTelemetry,
        _ tokens: TokenAccess,
        _ messaging: MessagingStack,
        _ audience: AudienceStack
    ) {
        httpHost = configuration.http.host
        server = HTTPServer(
            configuration: configuration.http,
            handler: Self.router(
                workspace,
                configuration,
                telemetry,
                tokens,
                messaging,
                audience
            ),
            observer: CombinedObserver([
                HTTPMetrics(registry: telemetry.registry), AccessLog(logger: telemetry.logger),
            ]),
            clock: workspace.clock
        )
        gateway = Self.gateway(workspace, configuration, telemetry, tokens, messaging)
    }

    /// Starts to listen; returns the addresses.
    func start() throws -> NodeAddresses {
        let smpp = try gateway?.start()
        try server.start()
        return NodeAddresses(
            http: (httpHost, server.port),
            smpp: smpp?.plain,
            smppTLS: smpp?.secure
        )
    }

    /// Reads the certificate of HTTPS again, for connections from now on; false if there is none.
    func reloadHTTPCertificate() throws -> Bool { try server.reloadCertificate() }

    /// Reads the certificate of SMPP again, for connections from now on; false if there is none.
    func reloadSMPPCertificate() throws -> Bool { try gateway?.reloadCertificate() ?? false }

    /// Stops listening, and waits until requests under way are answered.
    func stop(within limit: Duration) async {
        async let unbound: ()? = gateway?.drain(within: limit)
        await server.drain(deadline: limit)
        _ = await unbound
    }

    private static func gateway(
        _ workspace: Workspace,
        _ configuration: NodeConfiguration,
        _ telemetry: NodeTelemetry,
        _ tokens: TokenAccess,
        _ messaging: MessagingStack
    ) -> SMPPGateway? {
        guard let gateway = configuration.gateway, let clients = messaging.smppClients else {
            return nil
        }
        return SMPPGateway(
            configuration: gateway,
            clients: clients,
            messages: messaging.messages,
            directory: tokens.directory,
            changes: workspace.store,
            clock: workspace.clock,
            registry: telemetry.registry,
            logger: telemetry.logger
        )
    }

    /// The routes of every HTTP API and of the operators.
    private static func router(
        _ workspace: Workspace,
        _ configuration: NodeConfiguration,
        _ telemetry: NodeTelemetry,
        _ tokens: TokenAccess,
        _ messaging: MessagingStack,
        _ audience: AudienceStack
    ) -> Router {
        let faults: @Sendable (String, ServiceError) -> Void = { request, error in
            telemetry.logger.failed(request, error)
        }
        let strangers = RateLimiter(
            standardLimit: configuration.requestsPerMinute ?? 600,
            clock: workspace.clock
        )
        let transactional = TransactionalAPI(
            messages: messaging.messages,
            lookups: messaging.lookups,
            directory: tokens.directory,
            limiter: RateLimiter(
                standardLimit: configuration.requestsPerMinute ?? 1200,
                clock: workspace.clock
            ),
            strangers: strangers,
            hasher: tokens.hasher,
            faults: faults
        )
        let gate = APIGate(
            directory: tokens.directory,
            limiter: RateLimiter(
                standardLimit: configuration.requestsPerMinute ?? 600,
                growsWithPlan: true,
                clock: workspace.clock
            ),
            strangers: strangers,
            faults: faults
        )
        let ingest = IngestAPI(audience: audience.service, gate: gate)
        let product = ProductAPI(
            audience: audience.service,
            accounts: workspace.accounts,
            gate: gate
        )
        let operations = OperationsRoutes(
            store: workspace.store,
            routesInForce: messaging.routes,
            registry: telemetry.registry,
            configuration: configuration,
            logger: telemetry.logger
        )
        let routes =
            TransactionalAPI.Mount.allCases.flatMap { transactional.routes(of: $0) }
            + ingest.routes + product.routes + operations.routes
        return Router(routes) { request, refusal in gate.limited(refusal, of: request) }
    }
}

extension Logger {
    /// Logs a request that failed because of an internal error.
    fileprivate func failed(_ request: String, _ error: ServiceError) {
        self.error(
            "request failed",
            ["request_id": .string(request), "reason": .string("\(error)")]
        )
    }
}
