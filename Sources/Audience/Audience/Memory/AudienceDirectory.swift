import AccountsModel
import Attributes
import AudienceModel
import Essentials
import Identity

/// The audiences of this process by project, each created on first use.
final class AudienceDirectory: Sendable {
    private let store: any AudienceStore
    private let salt: [UInt8]
    private let limits: AttributeLimits
    private let audiences = Locked([ProjectID: ProjectAudience]())

    init(store: any AudienceStore, salt: [UInt8], limits: AttributeLimits) {
        self.store = store
        self.salt = salt
        self.limits = limits
    }

    /// The audiences in use.
    var all: [ProjectAudience] { audiences.withLock { Array($0.values) } }

    /// A project's audience, if it is in use.
    func known(_ project: ProjectID) -> ProjectAudience? { audiences.withLock { $0[project] } }

    /// A project's audience, whose memory may still be empty.
    func audience(of project: ProjectID) async throws(ServiceError) -> ProjectAudience {
        if let known = audiences.withLock({ $0[project] }) { return known }
        let made = try await fresh(project)
        // The first one wins, so that all callers share it.
        return audiences.withLock { audiences in
            if let known = audiences[project] { return known }
            audiences[project] = made
            return made
        }
    }

    /// A new audience of the project that is not shared.
    func fresh(_ project: ProjectID) async throws(ServiceError) -> ProjectAudience {
        ProjectAudience(
            project,
            catalogue: SharedCatalogue(
                try await store.catalogue(of: project),
                of: project,
                limits: limits
            ),
            sources: ProjectSources(try await store.dataSources(of: project)),
            rules: try await rules(of: project),
            salt: salt(of: project)
        )
    }

    /// The stored rules of a project.
    func rules(of project: ProjectID) async throws(ServiceError) -> AudienceRules {
        guard let bytes = try await store.audienceRules(of: project) else { return .standard }
        return try AudienceRules(json: bytes)
    }

    /// The salt of the project: the server's, mixed with the project's number.
    private func salt(of project: ProjectID) -> IdentitySalt {
        func word(_ start: Int) -> UInt64 {
            salt.dropFirst(start).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
        var mixer = SeededGenerator(seed: UInt64(bitPattern: project.number))
        return IdentitySalt(word(0) ^ mixer.next(), word(8) ^ mixer.next())
    }
}
