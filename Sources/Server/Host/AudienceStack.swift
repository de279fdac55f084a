import AccountsModel
import Audience
import Database
import Essentials
import SQLStore

/// The audience: what data sources sent is applied here, and searches are answered.
struct AudienceStack: Sendable {
    let service: AudienceServices
    private let store: SQLStore

    /// Creates the audience, which follows what other processes change.
    init(_ workspace: Workspace, _ telemetry: NodeTelemetry) async throws(ServiceError) {
        let store = workspace.store
        let service = try await workspace.audience(
            AudienceMetrics(telemetry.registry, logger: telemetry.logger)
        )
        self.service = service
        self.store = store
        store.onChange(of: .accounts) { service.refresh(after: .accounts) }
        store.onChange(of: .audience) { service.refresh(after: .audience) }
        store.onChange(of: .imports) { service.imports.resume() }
    }

    /// Starts applying the ingest logs of these projects, and running imports.
    func start(_ projects: ProjectSet) async throws {
        guard try await store.database.claim(.audience) else {
            throw ServiceError.conflict(
                "a command works on the audience; start again when it ended"
            )
        }
        try await service.start(applying: projects)
        service.imports.start()
    }

    /// Finishes what is under way.
    func stop() async { await service.stop() }
}
