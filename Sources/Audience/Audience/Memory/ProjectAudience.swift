import AccountsModel
import Attributes
import Essentials
import Identity

/// One project's audience in this process: catalogue, data sources, rules, memory and index.
///
/// Catalogue, sources and rules are small and present from the start, so ingest works at once; the
/// memory is filled by ``AudienceLoader`` when it is first needed.
final class ProjectAudience: Sendable {
    let project: ProjectID
    let catalogue: SharedCatalogue
    let memory: SharedLocked<AudienceMemory>
    let salt: IdentitySalt
    private let names: IdentityNames
    private let settings: Locked<Settings>
    private let loading: Locked<Loading>
    /// Contacts that were accepted and are not yet applied, so that their events are accepted.
    private let expected = Locked([UInt64: Int]())

    /// How much was removed since unused names were looked for.
    let removals = Locked(0)

    private let indexBox: Locked<DeferringLock<AudienceIndex>>

    private struct Settings {
        var sources: ProjectSources
        var rules: AudienceRules
        var consolidation: Consolidation
    }

    private struct Loading {
        var isReady = false
        var ready = OneTimeSignal()
        var failure: ServiceError?
    }

    init(
        _ project: ProjectID,
        catalogue: SharedCatalogue,
        sources: ProjectSources,
        rules: AudienceRules,
        salt: IdentitySalt
    ) {
        self.project = project
        self.catalogue = catalogue
        self.salt = salt
        names = IdentityNames(salt: salt)
        settings = Locked(
            Settings(
                sources: sources,
                rules: rules,
                consolidation: rules.consolidation(sources, names)
            )
        )
        memory = SharedLocked(AudienceMemory(rules: rules.merge, salt: salt))
        indexBox = Locked(DeferringLock(AudienceIndex()))
        loading = Locked(Loading())
    }

    /// The current data sources.
    var sources: ProjectSources { settings.withLock { $0.sources } }

    /// The current rules.
    var rules: AudienceRules { settings.withLock { $0.rules } }

    /// The current rules of consolidation.
    var consolidation: Consolidation { settings.withLock { $0.consolidation } }

    /// The search index; replaced by a reload.
    var index: DeferringLock<AudienceIndex> { indexBox.withLock { $0 } }

    /// Replaces data sources and rules.
    func set(_ sources: ProjectSources, _ rules: AudienceRules) {
        let consolidation = rules.consolidation(sources, names)
        settings.withLock {
            $0 = Settings(sources: sources, rules: rules, consolidation: consolidation)
        }
    }

    /// Replaces memory and index with loaded ones.
    func replace(_ memory: sending AudienceMemory, _ index: DeferringLock<AudienceIndex>) {
        indexBox.withLock { $0 = index }
        self.memory.withWriteLock { $0 = memory }
    }

    // MARK: Loading

    /// Whether the memory contains everything that is stored.
    var isReady: Bool { loading.withLock { $0.isReady } }

    /// Returns when the memory contains everything that is stored.
    func waitUntilReady() async throws(ServiceError) {
        let signal = loading.withLock { $0.isReady ? nil : $0.ready }
        guard let signal else { return }
        await signal.wait()
        if let failure = loading.withLock({ $0.isReady ? nil : $0.failure }) { throw failure }
    }

    /// Marks the memory as loaded and resumes waiters.
    func becomeReady() {
        let signal = loading.withLock { loading in
            loading.isReady = true
            return loading.ready
        }
        signal.raise()
    }

    /// Fails current waiters; later ones wait for the next attempt.
    func fail(_ error: ServiceError) {
        let signal = loading.withLock { loading in
            loading.failure = error
            defer { loading.ready = OneTimeSignal() }
            return loading.ready
        }
        signal.raise()
    }

    // MARK: Expected contacts

    /// Counts contacts of a call before it is appended to the log.
    func expect(_ userIDs: [String], source: UInt16) {
        guard !userIDs.isEmpty else { return }
        expected.withLock { expected in
            for userID in userIDs { expected[.hash(Int(source), userID), default: 0] += 1 }
        }
    }

    /// Reverts ``expect(_:source:)``: the call was applied, or not stored.
    func release(_ userIDs: [String], source: UInt16) {
        guard !userIDs.isEmpty else { return }
        expected.withLock { expected in
            for userID in userIDs {
                let hash = UInt64.hash(Int(source), userID)
                let count = expected[hash, default: 1] - 1
                expected[hash] = count > 0 ? count : nil
            }
        }
    }

    /// Whether a contact exists, or will once the log is applied; true while that is unknown.
    func mayHave(_ userID: String, source: UInt16) -> Bool {
        if expected.withLock({ $0[.hash(Int(source), userID)] != nil }) { return true }
        guard isReady else { return true }
        return memory.withReadLock { $0.contacts.number(of: userID, source: source) != nil }
    }
}
