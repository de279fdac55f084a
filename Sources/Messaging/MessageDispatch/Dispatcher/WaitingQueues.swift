/// Messages that are due, in queues: one for each project within each group, first in, first out.
///
/// A group is a list of candidate carriers. Its projects take turns; every operation takes constant
/// time.
struct WaitingQueues: Sendable {
    private struct Name: Hashable {
        let group: Int32
        let project: Int64
    }

    /// The messages of one project in one group, linked through their slots.
    private struct Queue: Sendable {
        var name: Name
        var head: Int32 = -1
        var tail: Int32 = -1
        /// The queue whose turn comes after this one; also links the free queues.
        var next: Int32 = -1
    }

    /// The queues of one group in the order of their turns.
    private struct Turns: Sendable {
        var head: Int32 = -1
        var tail: Int32 = -1
        var count = 0
    }

    private var queues: [Queue] = []
    private var freeQueue: Int32 = -1
    private var numbers: [Name: Int32] = [:]
    private var groups: [Turns] = []

    /// The number of messages that wait in the group.
    func count(inGroup group: Int) -> Int { group < groups.count ? groups[group].count : 0 }

    /// Appends the message to its project's queue.
    mutating func append(_ slot: Int32, group: Int, project: Int64, slots: inout [Slot]) {
        while groups.count <= group { groups.append(Turns()) }
        let number = queue(Name(group: Int32(group), project: project))
        let tail = queues[Int(number)].tail
        slots[Int(slot)].queue = number
        slots[Int(slot)].previous = tail
        slots[Int(slot)].next = -1
        if tail >= 0 {
            slots[Int(tail)].next = slot
        } else {
            queues[Int(number)].head = slot
        }
        queues[Int(number)].tail = slot
        groups[group].count += 1
    }

    /// Removes the first message of the project whose turn it is.
    mutating func takeFirst(inGroup group: Int, slots: inout [Slot]) -> Int32? {
        while groups[group].head >= 0 {
            let number = groups[group].head
            groups[group].head = queues[Int(number)].next
            if groups[group].head < 0 { groups[group].tail = -1 }
            let slot = queues[Int(number)].head
            guard slot >= 0 else {
                free(number)
                continue
            }
            unlink(slot, slots: &slots)
            if queues[Int(number)].head < 0 {
                free(number)
            } else {
                enqueueTurn(number, group: group)
            }
            return slot
        }
        return nil
    }

    /// Removes the message from its queue; an empty queue is removed at its turn.
    mutating func unlink(_ slot: Int32, slots: inout [Slot]) {
        let number = Int(slots[Int(slot)].queue)
        let previous = slots[Int(slot)].previous
        let next = slots[Int(slot)].next
        if previous >= 0 {
            slots[Int(previous)].next = next
        } else {
            queues[number].head = next
        }
        if next >= 0 {
            slots[Int(next)].previous = previous
        } else {
            queues[number].tail = previous
        }
        slots[Int(slot)].queue = -1
        groups[Int(queues[number].name.group)].count -= 1
    }

    private mutating func queue(_ name: Name) -> Int32 {
        if let known = numbers[name] { return known }
        let number: Int32
        if freeQueue >= 0 {
            number = freeQueue
            freeQueue = queues[Int(number)].next
            queues[Int(number)] = Queue(name: name)
        } else {
            number = Int32(queues.count)
            queues.append(Queue(name: name))
        }
        numbers[name] = number
        enqueueTurn(number, group: Int(name.group))
        return number
    }

    private mutating func free(_ number: Int32) {
        numbers[queues[Int(number)].name] = nil
        queues[Int(number)].next = freeQueue
        freeQueue = number
    }

    private mutating func enqueueTurn(_ number: Int32, group: Int) {
        queues[Int(number)].next = -1
        if groups[group].tail >= 0 {
            queues[Int(groups[group].tail)].next = number
        } else {
            groups[group].head = number
        }
        groups[group].tail = number
    }
}
