public import AccountsModel
public import AudienceModel
public import Essentials
public import LongWork

/// The services of the audience, on one store and one shared memory.
///
/// Ingest is log-first: a call is checked, appended to the ingest log, and answered once that is
/// durable; one thread applies the log in order and keeps the audience in memory up to date. The
/// first read of a project's audience waits until it is loaded; ingest never waits.
public final class AudienceServices: Sendable {
    /// Takes contacts and events from data sources.
    public let ingest: IngestService
    /// Refused items.
    public let quarantine: QuarantineService
    /// Searches, scrolls and aggregations.
    public let search: SearchService
    /// Single contacts: lookups, explanations, timelines.
    public let contacts: ContactService
    /// Actions on one contact: subscriptions, deletion, erasure.
    public let actions: ContactActionService
    /// The data sources of projects.
    public let sources: DataSourceService
    /// Attributes and event types.
    public let catalogue: CatalogueService
    /// Declarations of attributes and event types.
    public let schema: SchemaService
    /// Merge rules.
    public let rules: RulesService
    /// Imports of files.
    public let imports: ImportService
    /// Exports of contacts and events.
    public let exports: ExportService
    /// Checks of the integrity of stored data.
    public let inspector: AudienceInspector

    private let context: AudienceContext
    private let log: IngestLog

    /// Sleeps for a time, and throws if the task is cancelled.
    public typealias Sleep = @Sendable (Duration) async throws -> Void

    /// Creates the services; nothing is applied before ``start(applying:)``.
    ///
    /// - Parameters:
    ///   - store: stores the log, the contacts and the events.
    ///   - accounts: creates data sources.
    ///   - salt: 32 bytes that audience ids are derived from; a permanent secret of the server.
    ///   - clock: gives the current time.
    ///   - ids: creates identifiers.
    ///   - configuration: the limits.
    ///   - observer: is notified of what happens.
    ///   - work: runs queries and other long computations; by default as for a command.
    ///   - sleep: suspends a task for a time.
    public init(
        store: any AudienceStore,
        accounts: any AccountStore,
        salt: [UInt8],
        clock: any Clock,
        ids: IDSource,
        configuration: AudienceConfiguration = AudienceConfiguration(),
        observer: any AudienceObserver,
        work: WorkPool = WorkPool(.ofCommand),
        sleep: @escaping Sleep = { try await Task.sleep(for: $0) }
    ) {
        context = AudienceContext(
            store: store,
            directory: AudienceDirectory(store: store, salt: salt, limits: configuration.limits),
            clock: clock,
            sleep: sleep,
            ids: ids,
            configuration: configuration,
            observer: observer,
            work: work
        )
        log = IngestLog(context)
        sources = DataSourceService(context, log, accounts: accounts)
        ingest = IngestService(context, log)
        quarantine = QuarantineService(context, sources, ingest)
        search = SearchService(context, log)
        contacts = ContactService(context, log)
        actions = ContactActionService(context, log)
        catalogue = CatalogueService(context.directory)
        schema = SchemaService(context, log)
        rules = RulesService(context, log)
        imports = ImportService(context, log)
        exports = ExportService(context, log)
        inspector = AudienceInspector(context)
    }

    /// Starts the thread that applies the log, and applies what an earlier process left.
    ///
    /// Of several processes on one store, only one may apply a project's log; the others read, and
    /// append to the log for it.
    public func start(applying projects: ProjectSet = .all) async throws(ServiceError) {
        try await log.start(applying: projects)
    }

    /// Applies the logs of these projects too, starting with what an earlier process left.
    public func acquire(_ projects: ProjectSet) async throws(ServiceError) {
        try await log.acquire(projects)
    }

    /// Leaves the logs of these projects to another process; waiting entries stay in the log.
    public func lose(_ projects: ProjectSet) { log.lose(projects) }

    /// Applies what was accepted, and ends the thread; later calls are refused.
    public func stop() async {
        await imports.stop()
        await log.stop()
        context.work.stop()
    }

    /// Computes something long for a project, in turns with others, and returns its result.
    ///
    /// - Parameters:
    ///   - project: whose organization's time it takes.
    ///   - token: the token that asked for it.
    ///   - continuing: whether it belongs to something that was let in before.
    ///   - body: computes, and spends its pace.
    /// - Returns: the result.
    /// - Throws: what the body returned, or why it was not done.
    public func compute<Value: Sendable>(
        for project: Project,
        by token: ObjectID? = nil,
        continuing: Bool = false,
        _ body: @escaping @Sendable (Pace) -> Result<Value, ServiceError>
    ) async throws(ServiceError) -> Value {
        try await context.compute(for: project, by: token, continuing: continuing, body)
    }

    /// Loads the audience of every project with data sources, one after the other.
    ///
    /// Call it once the process is up, so that the first reader need not wait.
    public func openAll() {
        Task(priority: .utility) {
            do throws(ServiceError) {
                for project in try await context.store.projectsWithDataSources() {
                    _ = try await log.loadedAudience(of: project)
                }
            } catch {
                context.observer.failed("open audiences", error)
            }
        }
    }

    /// Picks up changes of another process: log entries, rules, data sources, catalogue.
    ///
    /// Call it when the change feed reports accounts or the audience.
    public func refresh(after topic: ChangeTopic) async {
        do throws(ServiceError) {
            try await log.refresh(after: topic)
        } catch {
            context.observer.failed("refresh audience", error)
        }
    }
}
