import AccountsModel
import Attributes
import AudienceModel
import Essentials
import Identity

/// Loads a project's memory and index from the store, in chunks.
struct AudienceLoader: Sendable {
    private let store: any AudienceStore
    private let clock: any Clock
    private let audience: ProjectAudience
    private let report: @Sendable (String, ServiceError) -> Void
    private let executor: (any TaskExecutor)?

    /// - Parameters:
    ///   - store: the store to read.
    ///   - clock: measures the duration.
    ///   - audience: the audience to fill.
    ///   - executor: runs what overlaps; nil for the usual threads.
    ///   - report: called with what cannot be read.
    init(
        _ store: any AudienceStore,
        _ clock: any Clock,
        _ audience: ProjectAudience,
        on executor: (any TaskExecutor)? = nil,
        report: @escaping @Sendable (String, ServiceError) -> Void
    ) {
        self.store = store
        self.clock = clock
        self.audience = audience
        self.executor = executor
        self.report = report
    }

    /// The most rows of one read.
    private static let chunk = 2000

    /// Reads everything, and then replaces the previous content.
    ///
    /// Nothing may be applied to the project in the meantime.
    func load() async throws(ServiceError) -> LoadedFigures {
        let start = clock.now
        let memory = Locked(AudienceMemory(rules: audience.rules.merge, salt: audience.salt))
        let index = DeferringLock(AudienceIndex())
        let catalogue = audience.catalogue.current
        index.withLock { $0.define(catalogue) }
        memory.withLock { $0.conversions = catalogue.conversions }
        try await loadContacts(into: memory)
        let aliases = try await store.aliases(of: audience.project)
        memory.withLock { $0.load(aliases) }
        await fill(index, from: memory)
        try await loadEvents(into: memory, index, catalogue.conversions)
        var figures = LoadedFigures()
        let filled = memory.withLock { $0 }
        figures.contacts = filled.contacts.count - filled.unreadable.count
        report(filled.unreadable.count, "contacts")
        figures.people = filled.graph.statistics.identities
        figures.events = filled.events.count
        audience.replace(filled, index)
        audience.noteRemovals()
        figures.time = max(clock.now - start, .zero)
        return figures
    }

    /// Adds all identities to the index, in chunks; the next chunk is prepared meanwhile.
    private func fill(
        _ index: DeferringLock<AudienceIndex>,
        from memory: Locked<AudienceMemory>
    ) async {
        let (sources, consolidation) = (audience.sources, audience.consolidation)
        var entering: Task<Void, Never>?
        var place: Int? = 0
        while let start = place {
            let (persons, next) = memory.withLock { memory in
                let (identities, next) = memory.graph.identities(from: start, limit: Self.chunk)
                return (identities.map { memory.person($0, sources, consolidation) }, next)
            }
            await entering?.value
            entering = Task(executorPreference: executor) {
                index.withLock { $0.update(persons, removed: []) }
            }
            place = next
        }
        await entering?.value
    }

    private func loadContacts(into memory: Locked<AudienceMemory>) async throws(ServiceError) {
        let (store, project, sources) = (store, audience.project, audience.sources)
        try await forEachPage { after throws(ServiceError) in
            try await store.sourceContacts(of: project, after: after, limit: Self.chunk)
        } number: {
            $0.number
        } body: { rows in
            let records = rows.compactMap { AudienceLoader.record($0, sources) }
            memory.withLock { $0.load(records) }
        }
    }

    private func loadEvents(
        into memory: Locked<AudienceMemory>,
        _ index: DeferringLock<AudienceIndex>,
        _ conversions: ValueConversions
    ) async throws(ServiceError) {
        let (store, project) = (store, audience.project)
        var entering: Task<Void, Never>?
        try await forEachPage { after throws(ServiceError) in
            try await store.events(of: project, after: after, limit: Self.chunk)
        } number: {
            $0.number
        } body: { rows in
            let live = memory.withLock { memory in rows.filter { memory.load($0) } }
                .map { ($0, conversions.converted($0.parameters ?? [], of: $0.type)) }
            await entering?.value
            entering = Task(executorPreference: executor) {
                index.withLock { index in
                    for (row, parameters) in live {
                        index.add(row, parameters, of: UInt32(truncatingIfNeeded: row.contact))
                    }
                }
            }
        }
        await entering?.value
    }

    /// Reads page by page; each page is processed while the next one is read.
    private func forEachPage<Row: Sendable>(
        read: @escaping @Sendable (Int64) async throws(ServiceError) -> [Row],
        number: (Row) -> Int64,
        body: ([Row]) async -> Void
    ) async throws(ServiceError) {
        var page = try await read(0)
        while let last = page.last {
            let after = number(last)
            let upcoming = Task(executorPreference: executor) { () -> Result<[Row], ServiceError> in
                do throws(ServiceError) {
                    return .success(try await read(after))
                } catch {
                    return .failure(error)
                }
            }
            await body(page)
            page = try await upcoming.value.get()
        }
    }

    /// The contact of a row with its values; nil if its data source is unknown.
    private static func record(
        _ row: SourceContactRecord,
        _ sources: ProjectSources
    ) -> (ContactTable.Record, StoredContact?)? {
        guard let source = sources.number(of: row.dataSource) else { return nil }
        let record = ContactTable.Record(
            number: UInt32(truncatingIfNeeded: row.number),
            source: source,
            userID: row.userID,
            payload: row.payload,
            createdAt: row.createdAt,
            updatedAt: row.updatedAt
        )
        do throws(UnreadableContact) {
            return (record, try record.contact())
        } catch {
            return (record, nil)
        }
    }

    /// Reports rows that cannot be read; they stay in the store unchanged.
    private func report(_ count: Int, _ what: String) {
        guard count > 0 else { return }
        let project = audience.project.number
        report(
            "load audience",
            .internalFault("\(count) \(what) of project \(project) cannot be read")
        )
    }
}
