public import AccountsModel
public import AudienceModel
public import Essentials

/// The rules for data sources, their streams, and the unified audience made of them.
///
/// Ingest is log-first: a call is checked, appended to the ingest log, and answered when that is
/// durable; one thread applies the log in order and keeps the audience in memory up to date.
/// Reading a project's audience for the first time waits until it is loaded; ingest never waits.
public final class AudienceService: Sendable {
    let store: any AudienceStore
    let accounts: any AccountStore
    let directory: AudienceDirectory
    let clock: any Clock
    let ids: IDSource
    let configuration: AudienceConfiguration
    let observer: any AudienceObserver
    let mailbox = Mailbox<ApplyLetter>()
    let backlog: Backlog
    let scrolls: ScrollCache
    let importBell = ImportBell()
    private let importing = Locked<Task<Void, Never>?>(nil)
    let zones = ZoneShelf()
    let exports: ExportPlaces
    private let stopped = OneTimeSignal()
    /// Whether this process applies the log; another one may do so.
    private let applies = Locked(false)

    /// Creates the service; nothing is applied before ``start()``.
    ///
    /// - Parameters:
    ///   - store: keeps the log, the contacts and the events.
    ///   - accounts: knows projects and data sources.
    ///   - salt: 32 octets that audience ids derive from; always the same, a secret of the server.
    ///   - clock: tells the time.
    ///   - ids: makes identifiers.
    ///   - configuration: the bounds.
    ///   - observer: is told what happens.
    public init(
        store: any AudienceStore,
        accounts: any AccountStore,
        salt: [UInt8],
        clock: any Clock,
        ids: IDSource,
        configuration: AudienceConfiguration = AudienceConfiguration(),
        observer: any AudienceObserver
    ) {
        self.store = store
        self.accounts = accounts
        self.clock = clock
        self.ids = ids
        self.configuration = configuration
        self.observer = observer
        directory = AudienceDirectory(store: store, salt: salt, limits: configuration.limits)
        backlog = Backlog(
            mostItems: configuration.backlogItems,
            mostBytes: configuration.backlogBytes
        )
        scrolls = ScrollCache(
            lifetime: configuration.cursorLifetime,
            capacity: configuration.scrolls
        )
        exports = ExportPlaces(capacity: configuration.exports)
    }

    /// The most entries of the log that one read brings.
    private static let logPage = 500

    /// Whether this process applies the log.
    var isApplying: Bool { applies.withLock { $0 } }

    /// Starts the thread that owns the memory, and takes over what an earlier process left.
    ///
    /// Of all processes on a store one may apply; the others read, and append to the log for it.
    public func start(applying: Bool = true) async throws(ServiceError) {
        applies.withLock { $0 = applying }
        let applier = Applier(
            store: store,
            directory: directory,
            clock: clock,
            ids: ids,
            configuration: configuration,
            observer: observer,
            mailbox: mailbox,
            backlog: backlog
        )
        let stopped = stopped
        do throws(WorkerThreadError) {
            try WorkerThread("audience") {
                applier.run()
                stopped.raise()
            }
        } catch {
            throw .unavailable(error.description)
        }
        if applying { try await readNewEntries() }
    }

    /// Begins to read imports, unless another process applies the log: then that one does.
    public func startImports() {
        guard isApplying else { return }
        importing.withLock { task in
            guard task == nil else { return }
            task = Task { await ImportRunner(self).run() }
        }
        importBell.ring()
    }

    /// Fills the memory of every project that has data sources, one after the other.
    ///
    /// Called when the process is up, so that nobody has to wait for it who asks first.
    public func openAll() {
        Task(priority: .utility) {
            do throws(ServiceError) {
                for project in try await store.projectsWithDataSources() {
                    _ = try await ready(project)
                }
            } catch {
                observer.failed("open audiences", error)
            }
        }
    }

    /// Hands over entries of the log that this process did not append, in their order.
    ///
    /// When it returns, whatever is accepted later comes after them.
    func readNewEntries() async throws(ServiceError) {
        guard isApplying else { return }
        var last: ObjectID?
        while true {
            let entries = try await store.ingestLog(after: last, limit: Self.logPage)
            guard let end = entries.last else { return }
            last = end.id
            var found: [FoundEntry] = []
            found.reserveCapacity(entries.count)
            for entry in entries {
                let audience = try await directory.audience(of: entry.project)
                found.append(FoundEntry(entry: entry, audience: audience))
            }
            mailbox.send(.found(found))
        }
    }

    /// Looks for what another process changed: entries of the log, rules, data sources, catalogue.
    ///
    /// Called when the change feed speaks of accounts or of the audience. Accounts change for many
    /// reasons, so the log is read then only if it is short.
    public func refresh(after topic: ChangeTopic) {
        Task {
            do throws(ServiceError) {
                for audience in directory.all { try await refresh(audience) }
                if topic == .audience || backlog.isShort { try await readNewEntries() }
            } catch {
                observer.failed("refresh audience", error)
            }
        }
    }

    func refresh(_ audience: ProjectAudience) async throws(ServiceError) {
        let project = audience.project
        let sources = ProjectSources(try await store.dataSources(of: project))
        audience.shelf.learn(try await store.catalogue(of: project))
        let rules = try await directory.rules(of: project)
        let isOther =
            rules != audience.rules || sources.priorities != audience.sources.priorities
        audience.set(sources, rules)
        if isOther { mailbox.send(.stale(project)) }
    }

    /// Applies what was accepted, and ends the thread; calls that come later are refused.
    public func stop() async {
        importBell.takeAway()
        await importing.withLock { $0 }?.value
        mailbox.send(.stop)
        await stopped.wait()
    }

    /// A project's audience, with its memory filled.
    func ready(_ project: ProjectID) async throws(ServiceError) -> ProjectAudience {
        let audience = try await directory.audience(of: project)
        if !audience.isReady {
            mailbox.send(.opened(audience))
            try await audience.waitUntilReady()
        }
        return audience
    }
}
