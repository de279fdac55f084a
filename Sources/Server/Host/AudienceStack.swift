import AccountsModel
import Audience
import Database
import Essentials
import LongWork
import SQLStore

/// The audience services of a node: apply what data sources sent, and answer searches.
struct AudienceStack: Sendable {
    let service: AudienceServices
    private let store: SQLStore

    /// Creates the services, which follow the changes of other processes.
    init(
        _ workspace: Workspace,
        _ telemetry: NodeTelemetry,
        _ limits: WorkLimits
    ) async throws(ServiceError) {
        let store = workspace.store
        let service = try await workspace.audience(
            AudienceMetrics(telemetry.registry, logger: telemetry.logger),
            work: WorkPool(limits)
        )
        self.service = service
        self.store = store
        store.onChange(of: .accounts, applying: { await service.refresh(after: .accounts) })
        store.onChange(of: .audience, applying: { await service.refresh(after: .audience) })
        store.onChange(of: .imports) { service.imports.resume() }
    }

    /// Starts applying the ingest logs of these projects, and running imports.
    func start(_ projects: ProjectSet) async throws {
        guard try await store.database.claim(.audience) else {
            throw ServiceError.conflict(
                "a command is working on the audience; start again when it has ended"
            )
        }
        try await service.start(applying: projects)
        service.imports.start()
    }

    /// Finishes the work under way.
    func stop() async { await service.stop() }
}
