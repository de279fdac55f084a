import Essentials
import TestSupport

/// A server with a project whose two data sources count differently, and clients that fill them.
struct IngestCrashWorld: Sendable {
    /// A data source with its own token.
    struct Source: Sendable {
        let id: String
        let token: String
        /// What the paths of its stream begin with.
        let stream: String
    }

    let tenant: AudienceTenant
    /// Those of higher priority come later.
    let sources: [Source]

    init(on store: TestStore) async throws {
        let server = try await RunningServer(
            on: store,
            options: ["--requests-per-minute", "1000000"]
        )
        tenant = try await AudienceTenant(on: server)
        let made = try await server.post(
            "\(tenant.base)/datasource",
            token: tenant.product,
            #"{"name":"Shop","audienceTags":["customers"],"defaultCountry":"ES","priority":500}"#
        )
        let entity = made.json.entity
        guard let id = entity.id.string, let token = entity.token.token.string else {
            throw TestSupportError(made.text)
        }
        sources = [
            Source(id: tenant.source, token: tenant.writer, stream: tenant.stream),
            Source(id: id, token: token, stream: "\(tenant.base)/datasource/\(id)/stream"),
        ]
        try await server.command(
            "audience",
            "rules",
            "--project",
            tenant.project,
            "--set",
            #"{"mergeAttributes":["_email","_phone_mobile"]}"#
        )
    }
}

/// Clients that run until they are stopped.
final class IngestCrashLoad: Sendable {
    private let isStopping = Locked(false)
    private let calls = Locked(0)

    /// How many calls were answered.
    var answered: Int { calls.withLock { $0 } }

    func stop() { isStopping.withLock { $0 = true } }

    /// Runs clients until they are stopped, and gives what they know.
    func run(
        _ world: IngestCrashWorld,
        clients: Int,
        seed: UInt64
    ) async throws -> IngestCrashKnowledge {
        try await withThrowingTaskGroup(of: IngestCrashKnowledge.self) { group in
            for number in 0..<clients {
                group.addTask {
                    try await BlockingWork.onOwnThread {
                        var client = IngestCrashClient(number, of: world, seed: seed)
                        client.run(
                            until: { self.isStopping.withLock { $0 } },
                            answered: { self.calls.withLock { $0 += 1 } }
                        )
                        return client.knowledge
                    }
                }
            }
            return try await group.reduce(IngestCrashKnowledge(), +)
        }
    }
}
