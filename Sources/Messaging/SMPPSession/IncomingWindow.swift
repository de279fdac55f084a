import SMPPCodec

/// Unanswered requests of the peer.
///
/// The sequence number is the peer's and may repeat, so a request is found by its slot. Slots are
/// reused; a serial number distinguishes one use from the next.
struct IncomingWindow {
    /// An unanswered request.
    struct Entry {
        var sequence: UInt32
        /// The command_id of the request.
        var commandID: CommandID
        var serial: UInt32
        var isTaken: Bool
    }

    let limit: Int
    private(set) var count = 0
    private var slots: [Entry] = []
    private var freeSlots: [UInt32] = []

    init(limit: Int) { self.limit = max(1, limit) }

    var isFull: Bool { count >= limit }

    /// Whether at least half of the window is free.
    var isHalfEmpty: Bool { count <= limit / 2 }

    mutating func insert(sequence: UInt32, commandID: CommandID) -> RequestHandle {
        count += 1
        let slot: UInt32
        if let free = freeSlots.popLast() {
            slot = free
            slots[Int(slot)].sequence = sequence
            slots[Int(slot)].commandID = commandID
            slots[Int(slot)].serial &+= 1
            slots[Int(slot)].isTaken = true
        } else {
            slot = UInt32(slots.count)
            slots.append(
                Entry(sequence: sequence, commandID: commandID, serial: 0, isTaken: true)
            )
        }
        return RequestHandle(slot: slot, serial: slots[Int(slot)].serial)
    }

    /// Removes a request; nil when it was answered already.
    mutating func remove(_ handle: RequestHandle) -> Entry? {
        guard Int(handle.slot) < slots.count else { return nil }
        let entry = slots[Int(handle.slot)]
        guard entry.isTaken, entry.serial == handle.serial else { return nil }
        slots[Int(handle.slot)].isTaken = false
        freeSlots.append(handle.slot)
        count -= 1
        return entry
    }

    /// Forgets every request; their handles become invalid.
    mutating func removeAll() {
        for slot in slots.indices where slots[slot].isTaken {
            slots[slot].isTaken = false
            freeSlots.append(UInt32(slot))
        }
        count = 0
    }
}
