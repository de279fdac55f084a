import AccountsModel
import Attributes
import AudienceModel
import Essentials

/// Decides what is applied when: takes events and the time, returns actions.
///
/// It has no store, clock, task or lock: its driver carries out the actions and reports the
/// results. For each project
///
/// - entries are applied in the order in which they arrive, each once, by the id of the entry;
/// - only one thing is in progress at a time: a load, a read, or a transaction;
/// - a transaction that the store refused is retried before anything that comes after it;
/// - callers are answered after the commit.
///
/// Events are collected with ``receive(_:at:into:)``; ``advance(at:into:)`` then starts the next
/// step, so that all entries of one turn share a transaction.
struct Applier {
    /// How long to wait for a project after a failure.
    static let retryDelay = Duration.milliseconds(500)

    private let batchLimit: Int
    /// The projects whose logs this process applies.
    private var owned: ProjectSet
    private var projects: [ProjectID: Project] = [:]
    /// The projects with events since the last advance.
    private var touched: Set<ProjectID> = []
    private var retries: [(due: Timestamp, project: ProjectID)] = []
    private var isStopping = false

    /// The state of one project.
    fileprivate struct Project {
        var queue = ApplyQueue()
        var activity = Activity.idle
        /// The callers to answer when an entry is applied.
        var waiters: [ObjectID: [Waiter]] = [:]
        var isLoaded = false
        /// Whether the memory must be loaded again before anything else is applied.
        var isStale = false
        /// The batch to apply next, because reading its events failed.
        var postponed: ApplyBatch?
        /// No attempt before this time, because of a failure.
        var retryAt: Timestamp?
    }

    fileprivate enum Activity {
        case idle
        case loading
        case planning(ApplyBatch)
        case reading(ApplyBatch)
        case storing(ApplyBatch, ChangePlan)
        /// The store refused the plan, which memory already contains.
        case refused(ApplyBatch, ChangePlan)
    }

    /// - Parameters:
    ///   - batchLimit: the most items of one transaction.
    ///   - owned: the projects whose logs this process applies; of others it only loads the memory.
    init(batchLimit: Int, owned: ProjectSet) {
        self.batchLimit = batchLimit
        self.owned = owned
    }

    /// Whether it was stopped and everything that it accepted is stored.
    var isFinished: Bool {
        isStopping
            && projects.values.allSatisfy { project in
                guard case .idle = project.activity else { return false }
                return project.queue.isEmpty && project.postponed == nil
            }
    }
}

// MARK: Events

extension Applier {
    /// Handles an event.
    mutating func receive(_ event: ApplyEvent, at now: Timestamp, into actions: inout [ApplyAction])
    {
        switch event {
        case .acquired(let projects): acquire(projects)
        case .lost(let projects): lose(projects, into: &actions)
        case .accepted(let entry, let waiter): accept(entry, waiter, into: &actions)
        case .found(let rows): for row in rows { adopt(row, into: &actions) }
        case .opened(let id): open(id)
        case .loaded(let id, let succeeded): loaded(id, succeeded, at: now, into: &actions)
        case .stale(let id): update(id) { $0.isStale = true }
        case .needsEvents(let id, let numbers): read(numbers, of: id, into: &actions)
        case .eventsRead(let id, let events): eventsRead(id, events, at: now, into: &actions)
        case .planned(let id, let plan): planned(id, plan, into: &actions)
        case .unplanned(let id): unplanned(id, into: &actions)
        case .stored(let id, let succeeded): stored(id, succeeded, at: now, into: &actions)
        case .woken: wake(at: now, into: &actions)
        case .stop: isStopping = true
        }
    }

    private mutating func update(_ id: ProjectID, _ body: (inout Project) -> Void) {
        body(&projects[id, default: Project()])
        touched.insert(id)
    }

    /// Memory lacks what another process applied meanwhile, so it is loaded again.
    private mutating func acquire(_ acquired: ProjectSet) {
        for (id, project) in projects
        where acquired.contains(id) && !owned.contains(id) && project.isLoaded {
            update(id) { $0.isStale = true }
        }
        owned.formUnion(acquired)
    }

    /// Waiting entries stay in the log, for the next process that applies it.
    private mutating func lose(_ lost: ProjectSet, into actions: inout [ApplyAction]) {
        for id in projects.keys.sorted() where lost.contains(id) && owned.contains(id) {
            giveUp(id, into: &actions)
        }
        owned.subtract(lost)
    }

    /// Drops waiting, refused and postponed entries of a project that was lost.
    private mutating func giveUp(_ id: ProjectID, into actions: inout [ApplyAction]) {
        var dropped: [LogEntry] = []
        update(id) { dropped = $0.giveUp() }
        if !dropped.isEmpty { actions.append(.release(id, dropped)) }
    }

    /// Queues a call of this process, unless its entry was already read from the log.
    private mutating func accept(
        _ entry: LogEntry,
        _ waiter: Waiter?,
        into actions: inout [ApplyAction]
    ) {
        guard owned.contains(entry.project) else {
            return actions.append(.release(entry.project, [entry]))
        }
        var isQueued = false
        var isApplied = false
        update(entry.project) { project in
            isQueued = project.queue.append(entry)
            isApplied = project.queue.hasApplied(entry.id)
            if let waiter, !isApplied { project.waiters[entry.id, default: []].append(waiter) }
        }
        if !isQueued { actions.append(.release(entry.project, [entry])) }
        if let waiter, isApplied { actions.append(.answer([waiter])) }
    }

    /// Queues an entry that was read, unless it was already handed over or applied.
    ///
    /// This happens at once, so that no entry overtakes an earlier one of the log.
    private mutating func adopt(_ row: IngestEntry, into actions: inout [ApplyAction]) {
        guard owned.contains(row.project), projects[row.project]?.queue.knows(row.id) != true
        else { return }
        do throws(ValueDecodingError) {
            let entry = try LogEntry(row)
            update(row.project) { _ = $0.queue.append(entry) }
            actions.append(.adopt(entry))
        } catch {
            // It stays in the log: a newer version of the program may have written it.
            actions.append(.report("read log entry", .internalFault("\(row.id): \(error)")))
        }
    }

    private mutating func open(_ id: ProjectID) {
        update(id) { project in
            // A reader is waiting, so it is tried at once.
            if !project.isLoaded { project.retryAt = nil }
        }
    }

    private mutating func loaded(
        _ id: ProjectID,
        _ succeeded: Bool,
        at now: Timestamp,
        into actions: inout [ApplyAction]
    ) {
        update(id) { project in
            guard case .loading = project.activity else { return }
            project.activity = .idle
            if succeeded { project.isLoaded = true } else { project.isStale = project.isLoaded }
        }
        if !succeeded { retry(id, at: now, into: &actions) }
    }

    private mutating func read(
        _ numbers: [Int64],
        of id: ProjectID,
        into actions: inout [ApplyAction]
    ) {
        guard case .planning(let batch)? = projects[id]?.activity else { return }
        projects[id]?.activity = .reading(batch)
        actions.append(.readEvents(id, numbers))
    }

    private mutating func eventsRead(
        _ id: ProjectID,
        _ events: [EventRecord]?,
        at now: Timestamp,
        into actions: inout [ApplyAction]
    ) {
        guard case .reading(var batch)? = projects[id]?.activity else { return }
        batch.storedEvents = events
        update(id) { project in
            project.activity = .idle
            project.postponed = batch
        }
        guard owned.contains(id) else { return giveUp(id, into: &actions) }
        if events == nil { retry(id, at: now, into: &actions) }
    }

    private mutating func planned(
        _ id: ProjectID,
        _ plan: ChangePlan,
        into actions: inout [ApplyAction]
    ) {
        guard case .planning(let batch)? = projects[id]?.activity else { return }
        projects[id]?.activity = .storing(batch, plan)
        // The search index is updated while the store writes.
        actions.append(.store(id, plan.changes))
        actions.append(.index(id, plan))
    }

    /// Leaves a batch that cannot be planned in the log; later ones continue.
    private mutating func unplanned(_ id: ProjectID, into actions: inout [ApplyAction]) {
        guard case .planning(let batch)? = projects[id]?.activity else { return }
        var dropped: [LogEntry] = []
        update(id) { project in
            project.activity = .idle
            dropped = project.drop(batch)
        }
        actions.append(.release(id, dropped))
    }

    private mutating func stored(
        _ id: ProjectID,
        _ succeeded: Bool,
        at now: Timestamp,
        into actions: inout [ApplyAction]
    ) {
        guard case .storing(let batch, let plan)? = projects[id]?.activity else { return }
        guard succeeded else {
            projects[id]?.activity = .refused(batch, plan)
            guard owned.contains(id) else { return giveUp(id, into: &actions) }
            return retry(id, at: now, into: &actions)
        }
        var applied: [LogEntry] = []
        var waiters: [Waiter] = []
        update(id) { project in
            project.activity = .idle
            applied = project.queue.finish(batch, plan)
            for entry in applied where !project.waiters.isEmpty {
                waiters += project.waiters.removeValue(forKey: entry.id) ?? []
            }
        }
        var figures = plan.figures
        if let oldest = applied.first?.acceptedAt { figures.latency = now - oldest }
        actions.append(.release(id, applied))
        if !waiters.isEmpty { actions.append(.answer(waiters)) }
        actions.append(.count(figures))
    }

    private mutating func retry(
        _ id: ProjectID,
        at now: Timestamp,
        into actions: inout [ApplyAction]
    ) {
        let due = now + Self.retryDelay
        projects[id]?.retryAt = due
        retries.append((due, id))
        actions.append(.wake(at: due))
    }

    /// Moves the times of retries along with the clock.
    mutating func clockMoved(by step: Duration) {
        for index in retries.indices { retries[index].due = retries[index].due + step }
        for id in projects.keys {
            if let retryAt = projects[id]?.retryAt { projects[id]?.retryAt = retryAt + step }
        }
    }

    private mutating func wake(at now: Timestamp, into actions: inout [ApplyAction]) {
        for retry in retries where retry.due <= now { touched.insert(retry.project) }
        retries.removeAll { $0.due <= now }
        if let next = retries.map(\.due).min() { actions.append(.wake(at: next)) }
    }
}

// MARK: What is next

extension Applier {
    /// Starts the next step of the projects with events.
    mutating func advance(at now: Timestamp, into actions: inout [ApplyAction]) {
        guard !touched.isEmpty else { return }
        let touched = touched
        self.touched.removeAll(keepingCapacity: true)
        for id in touched {
            if let retryAt = projects[id]?.retryAt, retryAt > now { continue }
            projects[id]?.retryAt = nil
            if let action = projects[id]?.start(id, limit: batchLimit) { actions.append(action) }
        }
    }
}

extension Applier.Project {
    /// Starts the next step, unless one is in progress.
    fileprivate mutating func start(_ id: ProjectID, limit: Int) -> ApplyAction? {
        switch activity {
        case .refused(let batch, let plan):
            activity = .storing(batch, plan)
            return .store(id, plan.changes)
        case .idle:
            if !isLoaded || isStale {
                isStale = false
                activity = .loading
                return .load(id)
            }
            guard let batch = postponed ?? queue.next(limit: limit) else { return nil }
            postponed = nil
            activity = .planning(batch)
            return .plan(id, batch)
        default: return nil
        }
    }

    /// Drops waiting, refused and postponed batches; returns the entries.
    fileprivate mutating func giveUp() -> [LogEntry] {
        var dropped = queue.removeAll()
        if let batch = postponed { dropped += drop(batch) }
        postponed = nil
        if case .refused(let batch, _) = activity {
            dropped += drop(batch)
            activity = .idle
            // Memory contains changes that the store does not.
            isStale = true
        }
        for entry in dropped { waiters[entry.id] = nil }
        return dropped
    }

    /// Forgets a batch that will not be applied here.
    fileprivate mutating func drop(_ batch: ApplyBatch) -> [LogEntry] {
        queue.forget(batch)
        return batch.entries
    }
}
