import AccountsModel
import AudienceModel
import Essentials

/// The ingest log: appends calls, makes them durable, and passes them to the thread that applies
/// them.
final class IngestLog: Sendable {
    private let context: AudienceContext
    private let mailbox = Mailbox<ApplyEvent>()
    private let backlog: Backlog
    private let stopped = OneTimeSignal()
    /// The projects whose logs this process applies.
    private let projects = Locked(ProjectSet.none)

    /// The most entries of one read.
    private static let pageLength = 500
    /// How often to ask the store whether another process has applied an entry.
    private static let pollInterval = Duration.milliseconds(5)

    init(_ context: AudienceContext) {
        self.context = context
        backlog = Backlog(
            mostItems: context.configuration.backlogItems,
            mostBytes: context.configuration.backlogBytes
        )
    }

    /// Whether this process applies the log of any project.
    var isApplying: Bool { projects.withLock { !$0.isEmpty } }

    /// Whether this process applies the log of a project; if not, another one may.
    func isApplying(_ project: ProjectID) -> Bool { projects.withLock { $0.contains(project) } }

    // MARK: Life

    /// Starts the applying thread, and applies what an earlier process left.
    func start(applying projects: ProjectSet) async throws(ServiceError) {
        self.projects.withLock { $0 = projects }
        let thread = ApplyThread(
            context,
            mailbox: mailbox,
            backlog: backlog,
            projects: projects
        )
        let stopped = stopped
        do throws(WorkerThreadError) {
            try WorkerThread("audience") {
                thread.run()
                stopped.raise()
            }
        } catch {
            throw .unavailable(error.description)
        }
        if !projects.isEmpty { try await readNewEntries() }
    }

    /// Applies the logs of these projects from now on, starting with their present entries.
    func acquire(_ projects: ProjectSet) async throws(ServiceError) {
        self.projects.withLock { $0.formUnion(projects) }
        mailbox.send(.acquired(projects))
        try await readNewEntries()
    }

    /// Leaves the logs of these projects to another process.
    ///
    /// Calls that are being stored are finished; waiting entries stay in the log.
    func lose(_ projects: ProjectSet) {
        self.projects.withLock { $0.subtract(projects) }
        mailbox.send(.lost(projects))
    }

    /// Applies what was accepted, and ends the thread.
    func stop() async {
        mailbox.send(.stop)
        await stopped.wait()
    }

    // MARK: Audiences

    /// A project's audience with its memory loaded.
    func loadedAudience(of project: ProjectID) async throws(ServiceError) -> ProjectAudience {
        let audience = try await context.directory.audience(of: project)
        if !audience.isReady {
            mailbox.send(.opened(project))
            try await audience.waitUntilReady()
        }
        return audience
    }

    /// The audience of a data source, and the source's number in it.
    func audience(
        for source: DataSource
    ) async throws(ServiceError) -> (ProjectAudience, UInt16) {
        let audience = try await context.directory.audience(of: source.project)
        if audience.sources.number(of: source.id) == nil { try await refresh(audience) }
        guard source.isLive, let number = audience.sources.number(of: source.id),
            audience.sources.source(number)?.isLive == true
        else { throw .notFound("data source \(source.id)") }
        return (audience, number)
    }

    /// Reads the catalogue, data sources and rules of a project again.
    func refresh(_ audience: ProjectAudience) async throws(ServiceError) {
        let project = audience.project
        let sources = ProjectSources(try await context.store.dataSources(of: project))
        let old = try await audience.catalogue.refresh { () async throws(ServiceError) in
            try await context.store.catalogue(of: project)
        }
        let rules = try await context.directory.rules(of: project)
        let isOther =
            rules != audience.rules || sources.priorities != audience.sources.priorities
            || old.conversions != audience.catalogue.conversions
        audience.set(sources, rules)
        if isOther { mailbox.send(.stale(project)) }
    }

    /// Picks up changes of another process.
    ///
    /// Accounts change for many reasons, so the log is then read only if it is short.
    func refresh(after topic: ChangeTopic) async throws(ServiceError) {
        for audience in context.directory.all { try await refresh(audience) }
        if topic == .audience || backlog.isShort { try await readNewEntries() }
    }

    // MARK: Entries

    /// Passes on entries that this process did not append, in order.
    ///
    /// Calls that are accepted after it returned come after them.
    func readNewEntries() async throws(ServiceError) {
        guard isApplying else { return }
        var last: ObjectID?
        while true {
            let entries = try await context.store.ingestLog(after: last, limit: Self.pageLength)
            guard let end = entries.last else { return }
            last = end.id
            // The applying thread only finds projects that the directory knows.
            for entry in entries { _ = try await context.directory.audience(of: entry.project) }
            mailbox.send(.found(entries))
        }
    }

    /// Waits until the current entries of the log are applied, or patience is exhausted.
    func settle(
        _ project: ProjectID,
        unless isOver: () -> Bool
    ) async throws(ServiceError) {
        var waiting: [ObjectID] = []
        while true {
            let page = try await context.store.ingestLog(
                after: waiting.last,
                limit: Self.pageLength
            )
            waiting += page.map(\.id)
            if page.count < Self.pageLength { break }
        }
        _ = try await context.poll(every: .milliseconds(10)) { () async throws(ServiceError) in
            if waiting.isEmpty || isOver() { return true }
            let pending = try await context.store.pending(waiting, in: project)
            waiting = waiting.filter(pending.contains)
            return waiting.isEmpty
        }
    }

    /// Makes a call durable and passes it on to be applied; with `sync`, waits until it is.
    func append(
        _ call: IngestCall,
        to audience: ProjectAudience,
        _ options: IngestOptions
    ) async throws(ServiceError) {
        let payload = call.items.isEmpty ? [] : LogItem.encode(call.items)
        let changes = audience.catalogue.unsaved
        var intake = IngestIntake(
            entry: nil,
            quarantined: call.refused,
            catalogue: changes,
            checkpoint: call.checkpoint
        )
        if let source = call.source, let statistics = call.statistics {
            intake.statistics = .init(
                dataSource: source.id,
                project: audience.project,
                amounts: statistics
            )
        }
        guard !call.items.isEmpty else {
            try await context.store.take(intake)
            call.whenApplied?()
            return audience.catalogue.saved(changes)
        }
        try backlog.add(audience.project, items: call.items.count, bytes: payload.count)
        let entry = IngestEntry(
            id: context.ids.next(),
            project: audience.project,
            dataSource: call.source?.id,
            itemsCount: call.items.count,
            acceptedAt: context.clock.now,
            payload: payload
        )
        intake.entry = entry
        guard isApplying(audience.project) else {
            backlog.remove(audience.project, items: call.items.count, bytes: payload.count)
            return try await leave(intake, entry, options)
        }
        let number = call.source.flatMap { audience.sources.number(of: $0.id) } ?? 0
        let userIDs = call.items.compactMap(\.contactUserID)
        audience.expect(userIDs, source: number)
        do throws(ServiceError) {
            try await context.store.take(intake)
        } catch {
            audience.release(userIDs, source: number)
            backlog.remove(audience.project, items: call.items.count, bytes: payload.count)
            throw error
        }
        audience.catalogue.saved(changes)
        let logged = LogEntry(entry, items: call.items, generation: call.generation)
        try await hand(logged, options, call.whenApplied)
    }

    /// Leaves a call to the process that applies the log, which is notified at once.
    private func leave(
        _ intake: IngestIntake,
        _ entry: IngestEntry,
        _ options: IngestOptions
    ) async throws(ServiceError) {
        try await context.store.leave(
            intake,
            audit: context.audit("audience.append", of: "\(entry.id)", by: "process")
        )
        guard options.contains(.sync) else { return }
        let isApplied = try await context.poll(every: Self.pollInterval) {
            () async throws(ServiceError) in
            try await context.store.pending([entry.id], in: entry.project).isEmpty
        }
        guard isApplied else { throw .overloaded("accepted, but not applied yet") }
    }

    /// Passes a durable entry to the applying thread.
    private func hand(
        _ entry: LogEntry,
        _ options: IngestOptions,
        _ whenApplied: (@Sendable () -> Void)?
    ) async throws(ServiceError) {
        guard whenApplied == nil, options.contains(.sync) else {
            mailbox.send(.accepted(entry, whenApplied.map(Waiter.init)))
            return
        }
        let wait = AppliedWait()
        mailbox.send(.accepted(entry, Waiter { wait.end(isApplied: true) }))
        guard await wait.result(within: context.configuration.syncPatience, context) else {
            throw .overloaded("accepted, but not applied yet")
        }
    }
}
