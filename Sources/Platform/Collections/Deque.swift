/// A queue that grows at either end, kept in a ring buffer.
///
/// Adding and taking at the ends takes constant time, amortized. A queue that empties after a peak
/// gives its memory back.
public struct Deque<Element> {
    /// A power of two of slots, or none; nil where a slot is free.
    @usableFromInline internal var slots: [Element?] = []
    @usableFromInline internal var head = 0
    @usableFromInline internal var occupied = 0

    /// An empty queue with more slots than this releases its storage.
    @usableFromInline internal static var slotsToKeep: Int { 4096 }

    /// Creates an empty queue.
    @inlinable
    public init() {}

    /// The number of elements.
    @inlinable
    public var count: Int { occupied }

    /// Whether there are no elements.
    @inlinable
    public var isEmpty: Bool { count == 0 }

    /// The oldest element; nil when the queue is empty.
    @inlinable
    public var first: Element? { isEmpty ? nil : slots[head] }

    /// The element at the given distance from the front.
    @inlinable
    public subscript(offset: Int) -> Element {
        precondition(offset >= 0 && offset < count, "offset out of bounds")
        guard let element = slots[slot(offset)] else {
            preconditionFailure("an occupied slot is empty")
        }
        return element
    }

    /// Adds an element at the back.
    @inlinable
    public mutating func append(_ element: Element) {
        if count == slots.count { grow(to: count + 1) }
        slots[slot(count)] = element
        occupied += 1
    }

    /// Adds elements at the front, in their order.
    @inlinable
    public mutating func prepend(contentsOf elements: [Element]) {
        if count + elements.count > slots.count { grow(to: count + elements.count) }
        for element in elements.reversed() {
            head = slot(slots.count - 1)
            slots[head] = element
            occupied += 1
        }
    }

    /// Removes and returns the oldest element; nil when the queue is empty.
    @inlinable
    public mutating func popFirst() -> Element? {
        guard !isEmpty else { return nil }
        let element = slots[head].take()
        head = slot(1)
        occupied -= 1
        if isEmpty, slots.count > Self.slotsToKeep { removeAll() }
        return element
    }

    /// Removes and returns up to the given number of elements from the front, oldest first.
    @inlinable
    public mutating func popFirst(_ most: Int) -> [Element] {
        var taken: [Element] = []
        taken.reserveCapacity(min(most, count))
        while taken.count < most, let element = popFirst() { taken.append(element) }
        return taken
    }

    /// Removes all elements and their storage.
    @inlinable
    public mutating func removeAll() { self = Deque() }

    @inlinable
    internal func slot(_ offset: Int) -> Int { (head + offset) & (slots.count - 1) }

    /// Makes room for the given number of elements.
    @usableFromInline
    internal mutating func grow(to needed: Int) {
        var capacity = max(8, slots.count)
        while capacity < needed { capacity *= 2 }
        var grown: [Element?] = []
        grown.reserveCapacity(capacity)
        for offset in 0..<count { grown.append(slots[slot(offset)].take()) }
        while grown.count < capacity { grown.append(nil) }
        slots = grown
        head = 0
    }
}

extension Deque: Sendable where Element: Sendable {}
