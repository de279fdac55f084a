import Accounts
import Audience
import Essentials
import HTTPAPI
import HTTPServer
import IngestAPI
import Messaging
import MessagingModel
import ProductAPI
import SQLStore
import Secrets
import Telemetry
import TransactionalAPI

import struct HTTPServer.Route

/// What the HTTP APIs stand on.
struct NodeServices {
    let messages: MessageService
    let lookups: LookupService
    let audience: AudienceServices
    let directory: TokenDirectory
    let hasher: SecretHasher
}

extension Node {
    /// The routes of every HTTP API and of the operators.
    static func router(
        _ workspace: Workspace,
        _ options: NodeOptions,
        _ registry: MetricsRegistry,
        _ logger: Logger,
        _ services: NodeServices
    ) -> Router {
        let faults: @Sendable (String, ServiceError) -> Void = { request, error in
            logger.failed(request, error)
        }
        let transactional = TransactionalAPI(
            messages: services.messages,
            lookups: services.lookups,
            directory: services.directory,
            limiter: RateLimiter(
                standardLimit: options.requestsPerMinute ?? 1200,
                clock: workspace.clock
            ),
            hasher: services.hasher,
            faults: faults
        )
        let gate = APIGate(
            directory: services.directory,
            limiter: RateLimiter(
                standardLimit: options.requestsPerMinute ?? 600,
                growsWithPlan: true,
                clock: workspace.clock
            ),
            faults: faults
        )
        let ingest = IngestAPI(audience: services.audience, gate: gate)
        let product = ProductAPI(
            audience: services.audience,
            accounts: workspace.accounts,
            gate: gate
        )
        let operations = OperationsRoutes(
            store: workspace.store,
            registry: registry,
            options: options
        )
        let routes =
            TransactionalAPI.Mount.allCases.flatMap { transactional.routes(of: $0) }
            + ingest.routes + product.routes + operations.routes
        return Router(routes) { request, refusal in gate.limited(refusal, of: request) }
    }
}

extension Logger {
    /// Tells of a request that failed for a fault of ours.
    fileprivate func failed(_ request: String, _ error: ServiceError) {
        self.error(
            "request failed",
            ["request_id": .string(request), "reason": .string("\(error)")]
        )
    }
}
