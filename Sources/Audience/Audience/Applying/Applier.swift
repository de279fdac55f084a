import AccountsModel
import AudienceModel
import Essentials
import Identity

/// The one thread that applies the ingest log, each project's in its own order.
///
/// A batch is planned on the memory as it is, taken into memory, and stored in one transaction that
/// also removes it from the log; a store that refuses is asked again until it takes it. What was
/// not stored when the process ends is in the log, and applied at the next start.
final class Applier: @unchecked Sendable {
    // Safe to share: all state is touched only by the thread that calls `run()`, once.
    private let store: any AudienceStore
    private let directory: AudienceDirectory
    private let clock: any Clock
    private let ids: IDSource
    private let configuration: AudienceConfiguration
    private let observer: any AudienceObserver
    private let mailbox: Mailbox<ApplyLetter>
    private let backlog: Backlog

    private var lanes: [ProjectID: ApplyLane] = [:]
    private var retries: [(due: Timestamp, project: ProjectID)] = []
    private var isStopping = false

    init(_ context: AudienceContext, mailbox: Mailbox<ApplyLetter>, backlog: Backlog) {
        store = context.store
        directory = context.directory
        clock = context.clock
        ids = context.ids
        configuration = context.configuration
        observer = context.observer
        self.mailbox = mailbox
        self.backlog = backlog
    }

    /// Works until it is stopped and everything it accepted is stored.
    func run() {
        while true {
            let patience = retries.map(\.due).min().map { $0 - clock.now } ?? .seconds(1)
            guard let letters = mailbox.takeAll(waitingAtMost: min(patience, .seconds(1))) else {
                return
            }
            var touched: Set<ProjectID> = []
            for letter in letters { open(letter, &touched) }
            for project in dueRetries() { touched.insert(project) }
            for project in touched { advance(project) }
            backlog.report(to: observer)
            if isStopping, lanes.values.allSatisfy(\.isIdle) { return mailbox.close() }
        }
    }

    private func open(_ letter: ApplyLetter, _ touched: inout Set<ProjectID>) {
        switch letter {
        case .accepted(let call):
            take(accepted: call)
            touched.insert(call.audience.project)
        case .opened(let audience):
            _ = lane(of: audience)
            touched.insert(audience.project)
        case .found(let entries):
            for found in entries where adopt(found) { touched.insert(found.audience.project) }
        case .surveyed(let project, let events):
            lanes[project]?.surveyed(events)
            if events == nil { retry(project) } else { touched.insert(project) }
        case .stored(let project, let error):
            stored(project, error)
            touched.insert(project)
        case .loaded(let project, let error):
            lanes[project]?.isLoading = false
            if error != nil { retry(project) } else { touched.insert(project) }
        case .stale(let project):
            lanes[project]?.mustReload = true
            touched.insert(project)
        case .stop: isStopping = true
        }
    }

    private func lane(of audience: ProjectAudience) -> ApplyLane {
        if let lane = lanes[audience.project] { return lane }
        let lane = ApplyLane(audience)
        lanes[audience.project] = lane
        return lane
    }

    /// Queues a call, unless its entry was read from the log before it was handed over.
    private func take(accepted call: AcceptedCall) {
        let lane = lane(of: call.audience)
        guard !lane.add(call) else { return }
        let entry = call.planned.entry
        backlog.remove(items: entry.itemsCount, bytes: entry.payload.count)
        if let id = entry.dataSource, let source = call.audience.sources.number(of: id) {
            call.audience.release(call.planned.items.compactMap(\.contactUserID), source: source)
        }
        lane.join(call)
    }

    /// Queues an entry that was read, unless it was handed over or applied already.
    ///
    /// It happens here and at once, so that no entry overtakes one that the log has before it.
    private func adopt(_ found: FoundEntry) -> Bool {
        let (entry, audience) = (found.entry, found.audience)
        let lane = lane(of: audience)
        guard !lane.knows(entry.id), !lane.hasApplied(entry.id) else { return false }
        guard let items = try? LogItem.decode(entry.payload) else {
            // It stays in the log: a newer version of the program may have written it.
            observer.failed("read log entry", .internalFault("\(entry.id)"))
            return false
        }
        backlog.adopt(items: entry.itemsCount, bytes: entry.payload.count)
        if let id = entry.dataSource, let source = audience.sources.number(of: id) {
            audience.accept(items.compactMap(\.contactUserID), source: source)
        }
        let planned = PlannedEntry(entry: entry, items: items)
        return lane.add(AcceptedCall(planned: planned, audience: audience, applied: nil))
    }

    private func dueRetries() -> [ProjectID] {
        let now = clock.now
        let due = retries.filter { $0.due <= now }
        retries.removeAll { $0.due <= now }
        return due.map(\.project)
    }

    private func retry(_ project: ProjectID) {
        retries.append((clock.now + .milliseconds(500), project))
    }
}

// MARK: One project

extension Applier {
    /// Does what is next for a project, if nothing is under way.
    private func advance(_ project: ProjectID) {
        guard let lane = lanes[project], !lane.isLoading else { return }
        if !lane.audience.isReady || (lane.mustReload && !lane.isBusy) { return load(lane) }
        guard !lane.isBusy else {
            if let plan = lane.takeUnstored() { store(plan, of: lane) }
            return
        }
        switch lane.next(limit: configuration.itemsPerTransaction) {
        case .nothing: break
        case .survey(let numbers): survey(numbers, of: lane)
        case .apply(let batch): apply(batch, in: lane)
        }
    }

    private func load(_ lane: ApplyLane) {
        lane.isLoading = true
        lane.mustReload = false
        let (store, mailbox, observer) = (store, mailbox, observer)
        let audience = lane.audience
        Task {
            do throws(ServiceError) {
                let figures = try await AudienceLoader(store: store, audience: audience).load()
                observer.loaded(audience.project, figures)
                audience.becomeReady()
                mailbox.send(.loaded(audience.project, nil))
            } catch {
                observer.failed("load audience", error)
                audience.fail(error)
                mailbox.send(.loaded(audience.project, error))
            }
        }
    }

    /// Reads events whose ids may be known already.
    private func survey(_ numbers: [Int64], of lane: ApplyLane) {
        let (store, mailbox, observer, project) = (store, mailbox, observer, lane.project)
        Task {
            do throws(ServiceError) {
                let events = try await store.events(numbers, of: project)
                mailbox.send(.surveyed(project, events))
            } catch {
                observer.failed("read events", error)
                mailbox.send(.surveyed(project, nil))
            }
        }
    }

    private func apply(_ batch: ApplyLane.Batch, in lane: ApplyLane) {
        let audience = lane.audience
        var plan = audience.memory.withReadLock { memory in
            ApplyComposer(
                audience: audience,
                now: clock.now,
                ids: ids,
                sourceRemovalLimit: configuration.itemsPerTransaction
            ).plan(batch, memory)
        }
        let touched = audience.memory.withWriteLock { $0.take(&plan, audience.sources) }
        lane.begin(plan, batch)
        // While the store writes, the columns are brought up to date.
        store(plan, of: lane)
        audience.reindex(touched, plan)
    }

    private func store(_ plan: ApplyPlan, of lane: ApplyLane) {
        let (store, mailbox, observer, project) = (store, mailbox, observer, lane.project)
        Task {
            do throws(ServiceError) {
                try await store.apply(plan.changes)
                mailbox.send(.stored(project, nil))
            } catch {
                observer.failed("store audience", error)
                mailbox.send(.stored(project, error))
            }
        }
    }

    private func stored(_ project: ProjectID, _ error: ServiceError?) {
        guard let lane = lanes[project] else { return }
        guard error == nil else {
            lane.keepUnstored()
            return retry(project)
        }
        let finished = lane.finish()
        var figures = finished.figures
        if let oldest = finished.oldest { figures.latency = clock.now - oldest }
        backlog.remove(items: finished.items, bytes: finished.bytes)
        observer.applied(figures)
    }
}
