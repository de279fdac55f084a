import Essentials

/// Tickets by slot, each with the slot that follows it in a list.
struct SlotTable {
    /// What is in a slot.
    struct Entry {
        var ticket: Ticket
        var endpoint: EndpointNumber
        var place: Place
        /// The next ticket of the same message.
        var follower: Slot?
    }

    /// Where a ticket stands.
    enum Place {
        /// Not in use.
        case free
        /// Waits for a page from the store that may hold older tickets.
        case heldBack
        /// Waits for an older ticket of its message.
        case behind
        /// May be called.
        case ready
        /// Waits for its retry.
        case delayed
        /// Being called.
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

    mutating func insert(
        _ ticket: Ticket,
        endpoint: EndpointNumber,
        place: Place
    ) -> Slot {
        let entry = Entry(ticket: ticket, endpoint: endpoint, place: place)
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

    /// Lets freed slots be used again, once the owner has been told what they held.
    mutating func recycle() {
        free.append(contentsOf: freed)
        freed.removeAll(keepingCapacity: true)
    }
}
