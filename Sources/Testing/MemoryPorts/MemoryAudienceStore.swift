public import AccountsModel
public import AudienceModel
public import Essentials

/// An ``AudienceStore`` in memory, for tests and simulations.
///
/// Each call is one transaction, and takes effect before it returns. ``failNext(_:with:)`` makes
/// calls fail without effect; ``loseNextAnswer()`` makes one fail after its effect.
public final class MemoryAudienceStore: AudienceStore {
    let state = Locked(MemoryAudienceState())
    private let faults = Locked(Faults())

    private struct Faults {
        var left = 0
        var error = ServiceError.unavailable("the store is down")
        var losesAnswer = false
    }

    /// Creates an empty store.
    public init() {}

    // MARK: Faults

    /// Makes the next calls fail without effect.
    public func failNext(
        _ count: Int,
        with error: ServiceError = .unavailable("the store is down")
    ) {
        faults.withLock { faults in
            faults.left = count
            faults.error = error
        }
    }

    /// Lets the next call take effect and then fail, like a connection lost during the commit.
    public func loseNextAnswer() { faults.withLock { $0.losesAnswer = true } }

    /// Lets calls succeed again.
    public func heal() { faults.withLock { $0 = Faults() } }

    /// The entries of the log, oldest first; this never fails.
    public var log: [IngestEntry] {
        state.withLock { $0.log.values.sorted { $0.id < $1.id } }
    }

    /// Runs one transaction on the state; if it throws, the state is unchanged.
    func transact<Result: Sendable>(
        _ body: (inout MemoryAudienceState) throws(ServiceError) -> Result
    ) throws(ServiceError) -> Result {
        let (failure, losesAnswer) = faults.withLock { faults -> (ServiceError?, Bool) in
            if faults.left > 0 {
                faults.left -= 1
                return (faults.error, false)
            }
            defer { faults.losesAnswer = false }
            return (nil, faults.losesAnswer)
        }
        if let failure { throw failure }
        let result = try state.withLock(body)
        if losesAnswer { throw .unavailable("the answer was lost") }
        return result
    }

    // MARK: Data sources

    /// Adds a data source, and returns it with its number.
    @discardableResult
    public func add(_ source: DataSource) -> DataSource {
        state.withLock { state in
            let others = state.sources.values.filter { $0.project == source.project }
            let added = DataSource(
                id: source.id,
                project: source.project,
                organization: source.organization,
                sequence: others.count + 1,
                profile: source.profile,
                createdAt: source.createdAt,
                updatedAt: source.updatedAt,
                deletedAt: source.deletedAt
            )
            state.sources[source.id] = added
            return added
        }
    }

    // MARK: The log

    /// Stores the results of calls and of steps of imports.
    public func take(_ intake: IngestIntake) async throws(ServiceError) {
        try transact { state throws(ServiceError) in try state.take(intake) }
    }

    /// Entries that are not applied yet, oldest first, after the given one.
    public func ingestLog(
        after entry: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [IngestEntry] {
        try transact { state throws(ServiceError) in
            let later = state.log.values.filter { row in entry.map { row.id > $0 } ?? true }
            return Array(later.sorted { $0.id < $1.id }.prefix(limit))
        }
    }

    /// Which of the entries are not applied yet.
    public func pending(
        _ entries: [ObjectID],
        in project: ProjectID
    ) async throws(ServiceError) -> Set<ObjectID> {
        try transact { state throws(ServiceError) in
            Set(entries.filter { state.log[$0]?.project == project })
        }
    }

    /// Stores the results of a call for another process.
    public func leave(_ intake: IngestIntake, audit: AuditEntry) async throws(ServiceError) {
        try transact { state throws(ServiceError) in
            try state.take(intake)
            state.audits.append(audit)
        }
    }

    /// Applies changes in one transaction, and removes their entries from the log.
    public func apply(_ changes: AudienceChanges) async throws(ServiceError) {
        try transact { state throws(ServiceError) in try state.apply(changes) }
    }

    // MARK: Contacts and events

    /// The projects that have data sources.
    public func projectsWithDataSources() async throws(ServiceError) -> [ProjectID] {
        try transact { state throws(ServiceError) in
            Set(state.sources.values.map(\.project)).sorted { $0.number < $1.number }
        }
    }

    /// Contacts in the order of their numbers, after the given one.
    public func sourceContacts(
        of project: ProjectID,
        after number: Int64,
        limit: Int
    ) async throws(ServiceError) -> [SourceContactRecord] {
        try transact { state throws(ServiceError) in
            let later = state.contacts[project, default: [:]].values.filter { $0.number > number }
            return Array(later.sorted { $0.number < $1.number }.prefix(limit))
        }
    }

    /// The contacts with these numbers, in that order.
    public func sourceContacts(
        _ numbers: [Int64],
        of project: ProjectID
    ) async throws(ServiceError) -> [SourceContactRecord] {
        try transact { state throws(ServiceError) in
            numbers.compactMap { state.contacts[project]?[$0] }
        }
    }

    /// One contact of a data source; nil if there is none.
    public func sourceContact(
        _ userID: String,
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> SourceContactRecord? {
        try transact { state throws(ServiceError) in
            state.contacts[project, default: [:]].values.first {
                $0.dataSource == dataSource && $0.userID == userID
            }
        }
    }

    /// Events in the order of their numbers, after the given one.
    public func events(
        of project: ProjectID,
        after number: Int64,
        limit: Int
    ) async throws(ServiceError) -> [EventRecord] {
        try transact { state throws(ServiceError) in
            let later = state.events[project, default: [:]].values.filter { $0.number > number }
            return Array(later.sorted { $0.number < $1.number }.prefix(limit))
        }
    }

    /// The events with these numbers, in that order.
    public func events(
        _ numbers: [Int64],
        of project: ProjectID
    ) async throws(ServiceError) -> [EventRecord] {
        try transact { state throws(ServiceError) in
            numbers.compactMap { state.events[project]?[$0] }
        }
    }

    /// All old audience ids of a project.
    public func aliases(of project: ProjectID) async throws(ServiceError) -> [AudienceAlias] {
        try transact { state throws(ServiceError) in
            state.aliases[project, default: [:]].map {
                AudienceAlias(audienceID: $0.key, heirID: $0.value)
            }
        }
    }
}
