/// A first-in, first-out queue that refuses what it has no room for: a ``Deque`` with a limit.
public struct BoundedQueue<Element> {
    /// The most elements the queue holds.
    public let capacity: Int
    @usableFromInline internal var elements = Deque<Element>()

    /// Creates an empty queue.
    @inlinable
    public init(capacity: Int) { self.capacity = capacity }

    /// The number of elements.
    @inlinable
    public var count: Int { elements.count }

    /// Whether there are no elements.
    @inlinable
    public var isEmpty: Bool { elements.isEmpty }

    /// Adds an element at the back; false when the queue is full.
    @inlinable
    public mutating func append(_ element: Element) -> Bool {
        guard count < capacity else { return false }
        elements.append(element)
        return true
    }

    /// Removes and returns the oldest element; nil when the queue is empty.
    @inlinable
    public mutating func popFirst() -> Element? { elements.popFirst() }

    /// Removes and returns up to the given number of elements from the front, oldest first.
    @inlinable
    public mutating func popFirst(_ most: Int) -> [Element] { elements.popFirst(most) }
}

extension BoundedQueue: Sendable where Element: Sendable {}
