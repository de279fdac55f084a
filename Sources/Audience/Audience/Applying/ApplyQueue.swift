import AudienceModel
import Collections
import Essentials

/// The log entries of one project that wait to be applied, in order and without duplicates.
struct ApplyQueue: Sendable {
    private var entries = Deque<LogEntry>()
    /// Deleted data sources; their contacts are removed between other batches.
    private var removals: [LogEntry] = []
    private var removalCursor: UInt32 = 0
    private var wasRemoval = false
    /// The entry whose name is being removed from what is stored, before all later entries.
    private var nameRemoval: LogEntry?
    private var nameCursor: Int64 = 0
    /// Entries that wait or are being applied.
    private var pending: Set<ObjectID> = []
    /// Recently applied entries: a read of the log that began earlier may return them again.
    private var applied = RecentEntries()

    /// Whether nothing waits.
    var isEmpty: Bool { entries.isEmpty && removals.isEmpty && nameRemoval == nil }

    /// Whether the entry waits, is being applied, or was applied recently.
    func knows(_ entry: ObjectID) -> Bool { pending.contains(entry) || hasApplied(entry) }

    /// Whether the entry was applied recently.
    func hasApplied(_ entry: ObjectID) -> Bool { applied.contains(entry) }

    /// Adds an entry at the end; false if it is already known.
    mutating func append(_ entry: LogEntry) -> Bool {
        guard !hasApplied(entry.id), pending.insert(entry.id).inserted else { return false }
        if entry.isSourceRemoval {
            removals.append(entry)
        } else {
            entries.append(entry)
        }
        return true
    }

    /// Takes the next batch, with at most `limit` ordinary items unless one entry has more.
    ///
    /// Removals of data sources alternate with other batches, so that neither waits for long.
    mutating func next(limit: Int) -> ApplyBatch? {
        if let removal = removals.first, !wasRemoval || entries.isEmpty {
            wasRemoval = true
            return ApplyBatch(kind: .sourceRemoval(after: removalCursor), entries: [removal])
        }
        wasRemoval = false
        if let nameRemoval {
            return ApplyBatch(kind: .nameRemoval(after: nameCursor), entries: [nameRemoval])
        }
        guard let first = entries.first else { return nil }
        if first.removedName != nil {
            nameRemoval = entries.popFirst(1).first
            nameCursor = 0
            return ApplyBatch(kind: .nameRemoval(after: 0), entries: [first])
        }
        if first.isAction { return ApplyBatch(kind: .action, entries: entries.popFirst(1)) }
        var count = 0
        var items = 0
        while count < entries.count, !entries[count].isAction {
            let more = entries[count].items.count
            guard items == 0 || items + more <= limit else { break }
            items += more
            count += 1
        }
        return ApplyBatch(kind: .items, entries: entries.popFirst(count))
    }

    /// Records that a batch is stored, and returns the entries that are applied with it.
    mutating func finish(_ batch: ApplyBatch, _ plan: ChangePlan) -> [LogEntry] {
        let changes = plan.changes
        if case .nameRemoval = batch.kind {
            if let reached = plan.reached {
                nameCursor = reached
                return []
            }
            nameRemoval = nil
        }
        if case .sourceRemoval = batch.kind {
            guard !changes.finished.isEmpty else {
                removalCursor = UInt32(truncatingIfNeeded: changes.removedContacts.max() ?? 0)
                return []
            }
            removals.removeFirst()
            removalCursor = 0
        }
        for entry in batch.entries {
            pending.remove(entry.id)
            applied.insert(entry.id)
        }
        return batch.entries
    }

    /// Removes and returns everything that waits.
    mutating func removeAll() -> [LogEntry] {
        let naming = [nameRemoval].compactMap(\.self)
        let dropped = naming + entries.popFirst(entries.count) + removals
        for entry in dropped { pending.remove(entry.id) }
        removals = []
        removalCursor = 0
        nameRemoval = nil
        return dropped
    }

    /// Forgets the entries of a batch that will not be applied here.
    mutating func forget(_ batch: ApplyBatch) {
        for entry in batch.entries { pending.remove(entry.id) }
    }
}

/// The ids of recently applied entries; it remembers 20,000 to 40,000.
private struct RecentEntries: Sendable {
    private static let capacity = 20_000

    private var order: [ObjectID] = []
    private var ids: Set<ObjectID> = []

    func contains(_ entry: ObjectID) -> Bool { ids.contains(entry) }

    mutating func insert(_ entry: ObjectID) {
        order.append(entry)
        ids.insert(entry)
        guard order.count > 2 * Self.capacity else { return }
        for old in order.prefix(Self.capacity) { ids.remove(old) }
        order.removeFirst(Self.capacity)
    }
}
