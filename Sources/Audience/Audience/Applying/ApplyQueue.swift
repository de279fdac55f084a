import AudienceModel
import Collections
import Essentials

/// One project's log entries that wait to be applied, in their order, each of them once.
struct ApplyQueue: Sendable {
    private var entries = Deque<LogEntry>()
    /// Deleted data sources, whose contacts are removed between the other batches.
    private var removals: [LogEntry] = []
    private var removalCursor: UInt32 = 0
    private var wasRemoval = false
    /// Entries that wait or are being applied.
    private var pending: Set<ObjectID> = []
    /// Entries that were applied lately: a read of the log that began before may still bring them.
    private var applied = RecentEntries()

    /// Whether nothing waits.
    var isEmpty: Bool { entries.isEmpty && removals.isEmpty }

    /// Whether the entry waits, is being applied, or was applied lately.
    func knows(_ entry: ObjectID) -> Bool { pending.contains(entry) || hasApplied(entry) }

    /// Whether the entry was applied lately.
    func hasApplied(_ entry: ObjectID) -> Bool { applied.contains(entry) }

    /// Adds an entry behind the others; false when it is known.
    mutating func append(_ entry: LogEntry) -> Bool {
        guard !hasApplied(entry.id), pending.insert(entry.id).inserted else { return false }
        if entry.isSourceRemoval {
            removals.append(entry)
        } else {
            entries.append(entry)
        }
        return true
    }

    /// Takes what is applied next, of ordinary items at most `limit` unless one entry has more.
    ///
    /// A removal of a data source alternates with other batches, so that neither waits for long.
    mutating func next(limit: Int) -> ApplyBatch? {
        if let removal = removals.first, !wasRemoval || entries.isEmpty {
            wasRemoval = true
            return ApplyBatch(kind: .sourceRemoval(after: removalCursor), entries: [removal])
        }
        wasRemoval = false
        guard let first = entries.first else { return nil }
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

    /// Notes that a batch is stored, and returns the entries that are thereby applied.
    mutating func finish(_ batch: ApplyBatch, _ changes: AudienceChanges) -> [LogEntry] {
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

    /// Drops everything that waits, and returns it.
    mutating func removeAll() -> [LogEntry] {
        let dropped = entries.popFirst(entries.count) + removals
        for entry in dropped { pending.remove(entry.id) }
        removals = []
        removalCursor = 0
        return dropped
    }

    /// Forgets the entries of a batch that will not be applied here.
    mutating func forget(_ batch: ApplyBatch) {
        for entry in batch.entries { pending.remove(entry.id) }
    }
}

/// The ids of the entries applied last; between 20,000 and 40,000 are remembered.
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
