import Essentials
import MessagingModel

/// The queued notifications in memory, by slot.
struct SlotTable {
    /// What the scheduler needs of a notification.
    ///
    /// One that waits for a retry is not kept whole, so that many of them take little memory.
    struct Entry {
        let id: ObjectID
        let subject: ObjectID
        var queuedAt: Timestamp
        var dueAt: Timestamp
        var attempts: Int
        var lastError: String?
        let endpoint: EndpointNumber
        var place: Place
        /// The next notification about the same subject.
        var follower: Slot?

        init(_ notification: Notification, endpoint: EndpointNumber, place: Place) {
            id = notification.id
            subject = notification.subject
            queuedAt = notification.queuedAt
            dueAt = notification.dueAt
            attempts = notification.attempts
            self.endpoint = endpoint
            self.place = place
        }
    }

    /// The place of a notification.
    enum Place {
        /// Not in use.
        case free
        /// Waits for a page from the store that may hold older notifications.
        case heldBack
        /// Waits for an older notification about its subject.
        case behind
        /// Can be sent.
        case ready
        /// Waits for its retry.
        case delayed
        /// Being sent.
        case inFlight
    }

    private var entries: [Entry] = []
    private var free: [Slot] = []
    private var freed: [Slot] = []

    subscript(slot: Slot) -> Entry {
        get { entries[slot] }
        _modify { yield &entries[slot] }
    }

    /// Whether the slot is in use.
    func contains(_ slot: Slot) -> Bool {
        guard entries.indices.contains(slot) else { return false }
        if case .free = entries[slot].place { return false }
        return true
    }

    /// Moves the times of all notifications.
    mutating func move(by step: Duration) {
        for slot in entries.indices {
            entries[slot].queuedAt = entries[slot].queuedAt + step
            entries[slot].dueAt = entries[slot].dueAt + step
        }
    }

    mutating func insert(_ entry: Entry) -> Slot {
        guard let slot = free.popLast() else {
            entries.append(entry)
            return entries.count - 1
        }
        entries[slot] = entry
        return slot
    }

    /// Frees a slot, which is used again only after ``recycle()``.
    mutating func remove(_ slot: Slot) {
        entries[slot].place = .free
        entries[slot].follower = nil
        freed.append(slot)
    }

    /// Makes freed slots reusable, once the owner knows the outcome of their notifications.
    mutating func recycle() {
        free.append(contentsOf: freed)
        freed.removeAll(keepingCapacity: true)
    }
}
