import AccountsModel
import AudienceModel
import Collections
import Essentials

/// One project's calls that wait to be applied, in their order; one batch of them is under way.
///
/// Only the applying thread touches it.
final class ApplyLane {
    let audience: ProjectAudience
    /// Whether the memory is being filled.
    var isLoading = false
    /// Whether the memory must be filled anew before anything else is applied.
    var mustReload = false
    /// Whether a batch is under way.
    private(set) var isBusy = false
    /// The plan that the store refused, to be tried again.
    private(set) var unstored: ApplyPlan?

    private var queue = Deque<AcceptedCall>()
    private var known: Set<ObjectID> = []
    /// Entries that were applied a moment ago: whoever read the log before may still bring them.
    private var applied: [ObjectID] = []
    private var appliedSet: Set<ObjectID> = []
    private static let mostRemembered = 20_000
    /// Who else waits for entries.
    private var waiting: [ObjectID: [@Sendable () -> Void]] = [:]
    /// Deleted data sources, whose contacts leave between the other batches.
    private var removals: [AcceptedCall] = []
    private var removalCursor: UInt32 = 0
    private var wasRemoval = false
    /// A batch that waits for events that may be known already.
    private var surveying: Batch?
    private var current: (plan: ApplyPlan, batch: Batch)?

    /// Calls that are applied in one transaction.
    struct Batch: Sendable {
        var kind: Kind
        var calls: [AcceptedCall]
        /// Events of the batch that are stored already.
        var repeated: Set<ApplyPlanner.EventKey> = []

        enum Kind: Sendable, Hashable {
            /// Contacts and events.
            case items
            /// An act on one person, which must see all that was before it.
            case act
            /// Contacts of a deleted data source, after the given number.
            case sourceRemoval(after: UInt32)
        }
    }

    /// What is to be done next.
    enum Step {
        case nothing
        /// Read these events, and say so by ``surveyed(_:)``.
        case survey([Int64])
        case apply(Batch)
    }

    init(_ audience: ProjectAudience) { self.audience = audience }

    var project: ProjectID { audience.project }

    /// Whether nothing waits and nothing is under way.
    var isIdle: Bool { !isBusy && queue.isEmpty && removals.isEmpty && !isLoading }

    /// Whether the entry waits or is under way already.
    func knows(_ entry: ObjectID) -> Bool { known.contains(entry) }

    /// Whether the entry was applied lately.
    func hasApplied(_ entry: ObjectID) -> Bool { appliedSet.contains(entry) }

    private func remember(_ entry: ObjectID) {
        applied.append(entry)
        appliedSet.insert(entry)
        guard applied.count > 2 * Self.mostRemembered else { return }
        for old in applied.prefix(Self.mostRemembered) { appliedSet.remove(old) }
        applied.removeFirst(Self.mostRemembered)
    }

    /// Queues a call, and says whether its entry is new.
    func add(_ call: AcceptedCall) -> Bool {
        let id = call.planned.entry.id
        guard !hasApplied(id), known.insert(id).inserted else { return false }
        if case .sourceRemoval? = call.planned.items.first {
            removals.append(call)
        } else {
            queue.append(call)
        }
        return true
    }

    /// Lets a call wait for its entry, which came another way before it.
    func join(_ call: AcceptedCall) {
        guard let applied = call.applied else { return }
        let id = call.planned.entry.id
        guard !hasApplied(id) else { return applied() }
        waiting[id, default: []].append(applied)
    }

    /// Decides what is next.
    func next(limit: Int) -> Step {
        if let batch = surveying {
            surveying = nil
            return .apply(batch)
        }
        if let removal = removals.first, !wasRemoval || queue.isEmpty {
            wasRemoval = true
            return .apply(Batch(kind: .sourceRemoval(after: removalCursor), calls: [removal]))
        }
        wasRemoval = false
        guard let batch = gather(limit: limit) else { return .nothing }
        let suspects = self.suspects(batch)
        guard !suspects.isEmpty else { return .apply(batch) }
        surveying = batch
        isBusy = true
        return .survey(suspects)
    }

    /// Takes calls from the queue that fit into one transaction.
    private func gather(limit: Int) -> Batch? {
        guard let first = queue.first else { return nil }
        if first.isAct { return Batch(kind: .act, calls: queue.popFirst(1)) }
        var count = 0
        var items = 0
        while count < queue.count, !queue[count].isAct {
            let more = queue[count].planned.items.count
            guard items == 0 || items + more <= limit else { break }
            items += more
            count += 1
        }
        return Batch(kind: .items, calls: queue.popFirst(count))
    }

    /// Numbers of stored events that may be those of the batch.
    private func suspects(_ batch: Batch) -> [Int64] {
        let sources = audience.sources
        return audience.memory.withReadLock { memory in
            var numbers: [Int64] = []
            for call in batch.calls {
                guard let id = call.planned.entry.dataSource, let source = sources.number(of: id)
                else { continue }
                for case .event(let event) in call.planned.items {
                    let key = EventIndex.key(Int(source), event.eventID)
                    numbers += memory.events.candidates(key).map { Int64($0) }
                }
            }
            return numbers
        }
    }

    /// Takes the events that were asked for; nil when they could not be read.
    func surveyed(_ events: [EventRecord]?) {
        isBusy = false
        guard let events, var batch = surveying else {
            // The batch stays, and goes back to the head of the queue to be surveyed again.
            if let batch = surveying {
                queue.prepend(contentsOf: batch.calls)
                surveying = nil
            }
            return
        }
        batch.repeated = audience.memory.withReadLock { memory in
            var keys: Set<ApplyPlanner.EventKey> = []
            for event in events {
                let contact = UInt32(truncatingIfNeeded: event.contact)
                guard memory.contacts.contains(contact) else { continue }
                let source = memory.contacts.key(of: contact).source
                keys.insert(ApplyPlanner.EventKey(source: source, eventID: event.eventID))
            }
            return keys
        }
        surveying = batch
    }

    /// Notes that the batch was taken into memory and is being stored.
    func begin(_ plan: ApplyPlan, _ batch: Batch) {
        isBusy = true
        current = (plan, batch)
    }

    /// Keeps the plan, as the store did not take it.
    func keepUnstored() { unstored = current?.plan }

    /// Takes the plan that is to be stored again.
    func takeUnstored() -> ApplyPlan? {
        defer { unstored = nil }
        return unstored
    }

    /// Tells who waits that the batch is stored, and what it came to.
    func finish() -> FinishedBatch {
        isBusy = false
        guard let (plan, batch) = current else { return FinishedBatch() }
        current = nil
        if case .sourceRemoval = batch.kind {
            guard !plan.changes.finished.isEmpty else {
                removalCursor = UInt32(truncatingIfNeeded: plan.changes.removedContacts.max() ?? 0)
                return FinishedBatch(figures: plan.figures)
            }
            removals.removeFirst()
            removalCursor = 0
        }
        var finished = FinishedBatch(figures: plan.figures)
        finished.oldest = batch.calls.first?.planned.entry.acceptedAt
        for call in batch.calls {
            let entry = call.planned.entry
            known.remove(entry.id)
            remember(entry.id)
            finished.items += entry.itemsCount
            finished.bytes += entry.payload.count
            if let id = entry.dataSource, let source = audience.sources.number(of: id) {
                audience.release(call.planned.items.compactMap(\.contactUserID), source: source)
            }
            call.applied?()
            for applied in waiting.removeValue(forKey: entry.id) ?? [] { applied() }
        }
        return finished
    }

    /// What a stored batch leaves to be counted.
    struct FinishedBatch {
        var figures = AppliedFigures()
        var items = 0
        var bytes = 0
        var oldest: Timestamp?
    }
}

extension AcceptedCall {
    /// Whether it must stand alone: it looks at the unified audience.
    fileprivate var isAct: Bool {
        switch planned.items.first {
        case .action, .erasure: true
        default: false
        }
    }
}

extension LogItem {
    /// The user id of the contact that the item makes or changes.
    var contactUserID: String? {
        switch self {
        case .contact(let userID, _): userID
        case .event(let event): event.contact == nil ? nil : event.userID
        default: nil
        }
    }
}
