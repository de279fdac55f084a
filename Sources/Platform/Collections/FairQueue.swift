/// A bounded queue in which the keys take turns, so that one with many elements delays the others
/// by no more than one element each.
///
/// The elements of one key stay in order.
public struct FairQueue<Key: Hashable, Element> {
    /// The most elements in all.
    public let capacity: Int
    /// The most elements of one key.
    public let capacityPerKey: Int
    /// The number of elements.
    public private(set) var count = 0
    private var lanes: [FairLane<Key, Element>] = []
    private var freeLanes: [Int] = []
    private var laneOfKey: [Key: Int] = [:]
    /// The lanes that have elements; the first is next.
    private var order = Deque<Int>()

    /// Creates an empty queue.
    public init(capacity: Int, capacityPerKey: Int) {
        self.capacity = capacity
        self.capacityPerKey = capacityPerKey
    }

    /// Whether there are no elements.
    public var isEmpty: Bool { count == 0 }

    /// The number of elements of a key.
    public func count(of key: Key) -> Int { laneOfKey[key].map { lanes[$0].elements.count } ?? 0 }

    /// The element that ``popFirst()`` would return.
    public var first: Element? { order.first.flatMap { lanes[$0].elements.first } }

    /// Adds an element behind those of its key; false when there is no room for it.
    public mutating func append(_ element: Element, for key: Key) -> Bool {
        guard count < capacity, capacityPerKey > 0 else { return false }
        if let lane = laneOfKey[key] {
            guard lanes[lane].elements.count < capacityPerKey else { return false }
            lanes[lane].elements.append(element)
        } else {
            let lane = newLane(for: key)
            laneOfKey[key] = lane
            order.append(lane)
            lanes[lane].elements.append(element)
        }
        count += 1
        return true
    }

    /// Removes the first element of the key whose turn it is.
    public mutating func popFirst() -> (key: Key, element: Element)? {
        order.popFirst().flatMap { pop(from: $0) }
    }

    /// Removes the first element of the next key that may have its turn; the others keep theirs.
    public mutating func popFirst(
        where mayGo: (Key) -> Bool
    ) -> (key: Key, element: Element)? {
        var passed: [Int] = []
        defer { order.prepend(contentsOf: passed) }
        while let lane = order.popFirst() {
            if mayGo(lanes[lane].key) { return pop(from: lane) }
            passed.append(lane)
        }
        return nil
    }

    /// Removes all elements, in the order of their turns.
    public mutating func removeAll() -> [Element] {
        var elements: [Element] = []
        elements.reserveCapacity(count)
        while let next = popFirst() { elements.append(next.element) }
        return elements
    }

    private mutating func pop(from lane: Int) -> (key: Key, element: Element)? {
        let key = lanes[lane].key
        guard let element = lanes[lane].elements.popFirst() else { return nil }
        count -= 1
        if lanes[lane].elements.isEmpty {
            laneOfKey[key] = nil
            freeLanes.append(lane)
        } else {
            order.append(lane)
        }
        return (key, element)
    }

    private mutating func newLane(for key: Key) -> Int {
        guard let lane = freeLanes.popLast() else {
            lanes.append(FairLane(key: key))
            return lanes.count - 1
        }
        lanes[lane].key = key
        return lane
    }
}

extension FairQueue: Sendable where Key: Sendable, Element: Sendable {}

/// The elements of one key.
private struct FairLane<Key, Element> {
    var key: Key
    var elements = Deque<Element>()
}

extension FairLane: Sendable where Key: Sendable, Element: Sendable {}
