import Essentials

/// Values with the moment each is due, earliest first, and in order of arrival within a moment.
struct TimerQueue<Value> {
    struct Item {
        let at: Timestamp
        let order: UInt64
        let value: Value

        func isBefore(_ other: Item) -> Bool {
            at == other.at ? order < other.order : at < other.at
        }
    }

    private var items: [Item] = []
    private var inserted: UInt64 = 0

    var count: Int { items.count }
    var nextDue: Timestamp? { items.first?.at }

    mutating func insert(_ value: Value, at moment: Timestamp) {
        items.append(Item(at: moment, order: inserted, value: value))
        inserted += 1
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child].isBefore(items[parent]) else { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the first value if it is due.
    mutating func takeDue(at now: Timestamp) -> Value? {
        guard let first = items.first, first.at <= now else { return nil }
        removeFirst()
        return first.value
    }

    private mutating func removeFirst() {
        guard let last = items.popLast(), !items.isEmpty else { return }
        items[0] = last
        var parent = 0
        while true {
            var least = parent
            let left = 2 * parent + 1
            if left < items.count, items[left].isBefore(items[least]) { least = left }
            let right = left + 1
            if right < items.count, items[right].isBefore(items[least]) { least = right }
            guard least != parent else { return }
            items.swapAt(least, parent)
            parent = least
        }
    }
}

extension TimerQueue: Sendable where Value: Sendable {}

extension TimerQueue.Item: Sendable where Value: Sendable {}
