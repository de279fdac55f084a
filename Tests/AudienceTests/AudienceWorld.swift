import AccountsModel
import Attributes
import Audience
import AudienceModel
import Database
import Essentials
import Filters
import JSONCoding
import SQLStore
import TestSupport

/// A project with an audience on a store, and short ways to what tests need.
struct AudienceWorld: Sendable {
    let store: SQLStore
    let audienceStore: any AudienceStore
    let service: AudienceServices
    let clock: ManualClock
    let ids: IDSource
    let project: Project
    let observer = RecordingObserver()

    /// Lends a world on an empty store.
    static func with(
        _ kind: TestStore,
        configuration: AudienceConfiguration = AudienceConfiguration(),
        _ body: (AudienceWorld) async throws -> Void
    ) async throws {
        try await kind.withLocation { location in
            try await with(location, configuration: configuration, body)
        }
    }

    /// Lends a world on a place that may have been used before: another start of the process.
    static func with(
        _ location: DatabaseLocation,
        process: UInt64 = 1,
        configuration: AudienceConfiguration = AudienceConfiguration(),
        starts: Bool = true,
        _ body: (AudienceWorld) async throws -> Void
    ) async throws {
        let database = try Database(location)
        do {
            let world = try await AudienceWorld(database, process, configuration)
            if starts {
                try await world.service.start()
                world.service.imports.start()
            }
            try await body(world)
            if starts { await world.service.stop() }
            await database.close()
        } catch {
            await database.close()
            throw error
        }
    }

    private init(
        _ database: Database,
        _ process: UInt64,
        _ configuration: AudienceConfiguration
    ) async throws {
        // Later starts are later: their identifiers follow those of the earlier ones.
        clock = ManualClock(Timestamp(seconds: 1_780_000_000 + Int64(process) * 1000))
        ids = IDSource(clock: clock, process: process)
        store = SQLStore(database, clock: clock, ids: ids)
        try await store.migrate()
        audienceStore = SQLAudienceStore(store)
        project = try await AudienceWorld.project(store, ids, clock)
        service = AudienceServices(
            store: audienceStore,
            accounts: store.accounts,
            salt: Array(1...32),
            clock: clock,
            ids: ids,
            configuration: configuration,
            observer: observer
        )
    }

    private static func project(
        _ store: SQLStore,
        _ ids: IDSource,
        _ clock: ManualClock
    ) async throws -> Project {
        if let known = try await store.accounts.projects(of: nil).first { return known }
        return try await newProject(store, ids, clock)
    }

    /// A project of an organization of its own.
    func otherOrganizationsProject() async throws -> Project {
        try await AudienceWorld.newProject(store, ids, clock)
    }

    private static func newProject(
        _ store: SQLStore,
        _ ids: IDSource,
        _ clock: ManualClock
    ) async throws -> Project {
        let audit = AuditEntry(
            id: ids.next(),
            at: clock.now,
            actor: "test",
            action: "test",
            subject: "",
            details: ""
        )
        let organization = try await store.accounts.create(
            OrganizationDraft(
                uid: ids.next(),
                name: "Acme",
                plan: .l,
                currency: "EUR",
                credit: .zero,
                openingBalance: .zero,
                requestsPerMinute: nil,
                createdAt: clock.now
            ),
            audit: audit
        )
        return try await store.accounts.create(
            ProjectDraft(
                uid: ids.next(),
                organization: organization.id,
                name: "Main",
                kind: .standard,
                createdAt: clock.now
            ),
            audit: AuditEntry(
                id: ids.next(),
                at: clock.now,
                actor: "test",
                action: "test",
                subject: "",
                details: ""
            )
        )
    }

    /// A new data source.
    func source(
        _ name: String = "CRM",
        country: String? = "ES",
        priority: Int = 100
    ) async throws -> DataSource {
        clock.advance(by: .milliseconds(1))
        return try await service.sources.create(
            DataSourceProfile(name: name, defaultCountry: country, priority: priority),
            in: project,
            by: "test"
        )
    }

    /// Sends contacts, and returns when they are applied.
    @discardableResult
    func send(
        _ contacts: String,
        to source: DataSource,
        _ options: IngestOptions = .sync
    ) async throws -> IngestReport {
        clock.advance(by: .milliseconds(1))
        return try await service.ingest.accept(.contacts, items(contacts), into: source, options)
    }

    /// Sends events, and returns when they are applied.
    @discardableResult
    func sendEvents(
        _ events: String,
        to source: DataSource,
        _ options: IngestOptions = .sync
    ) async throws -> IngestReport {
        clock.advance(by: .milliseconds(1))
        return try await service.ingest.accept(.events, items(events), into: source, options)
    }

    private func items(_ json: String) throws -> [JSONValue] {
        guard case .array(let items) = try JSONDocument.parse(Array(json.utf8)) else {
            throw TestSupportError("\(json) is no array")
        }
        return items
    }

    /// The filter of a JSON text.
    func filter(_ json: String) async throws -> Filter {
        let catalogue = try await service.catalogue.filterCatalogue(of: project.id)
        return try Filter(JSONDocument.parse(Array(json.utf8)), catalogue: catalogue)
    }

    /// The filter of events of a JSON text.
    func eventFilter(_ json: String) async throws -> EventFilter {
        let catalogue = try await service.catalogue.filterCatalogue(of: project.id)
        return try EventFilter(JSONDocument.parse(Array(json.utf8)), catalogue: catalogue)
    }

    /// The audience contact of a user id.
    func contact(_ userID: String) async throws -> AudienceContact? {
        try await service.contacts.find(unique: userID, in: project.id).first
    }

    /// Lets the merge attributes of the project be these.
    func merge(by attributes: [String]) async throws {
        let names = attributes.map { "\"\($0)\"" }.joined(separator: ",")
        try await service.rules.replace(
            "{\"mergeAttributes\":[\(names)]}",
            of: project,
            by: "test"
        )
    }
}

/// Keeps what it is told.
final class RecordingObserver: AudienceObserver {
    let failures = Locked([String]())
    let loads = Locked([LoadedFigures]())
    let applications = Locked(AppliedFigures())

    func applied(_ figures: AppliedFigures) {
        applications.withLock { sum in
            sum.entries += figures.entries
            sum.contacts += figures.contacts
            sum.events += figures.events
        }
    }

    func backlog(items: Int, bytes: Int) {}

    func loaded(_ project: ProjectID, _ figures: LoadedFigures) {
        loads.withLock { $0.append(figures) }
    }

    func failed(_ what: String, _ error: ServiceError) {
        failures.withLock { $0.append("\(what): \(error)") }
    }
}
