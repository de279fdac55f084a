import Essentials

/// A moment at which to look at a slot, unless it was reused since.
struct Deadline: Sendable {
    let at: Timestamp
    let slot: Int32
    let generation: UInt32
}

/// Deadlines, earliest first: a binary heap, in which a rising deadline costs one comparison to add.
struct DeadlineHeap: Sendable {
    private var items: [Deadline] = []

    var count: Int { items.count }
    var first: Deadline? { items.first }

    mutating func insert(_ deadline: Deadline) {
        items.append(deadline)
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child].at < items[parent].at else { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() {
        guard let last = items.popLast(), !items.isEmpty else { return }
        items[0] = last
        siftDown(from: 0)
    }

    /// Drops obsolete deadlines.
    mutating func keep(where isLive: (Deadline) -> Bool) {
        items.removeAll { !isLive($0) }
        for index in stride(from: items.count / 2 - 1, through: 0, by: -1) {
            siftDown(from: index)
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var least = parent
            let left = 2 * parent + 1
            if left < items.count, items[left].at < items[least].at { least = left }
            if left + 1 < items.count, items[left + 1].at < items[least].at { least = left + 1 }
            guard least != parent else { return }
            items.swapAt(least, parent)
            parent = least
        }
    }
}
