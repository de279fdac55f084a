/// A first-in, first-out queue that refuses what it has no room for.
public struct BoundedQueue<Element> {
    /// The most elements the queue holds.
    public let capacity: Int
    private var elements: [Element] = []
    private var head = 0

    /// Creates an empty queue.
    public init(capacity: Int) { self.capacity = capacity }

    /// How many elements wait.
    public var count: Int { elements.count - head }

    /// Whether nothing waits.
    public var isEmpty: Bool { count == 0 }

    /// Adds an element at the end, and says whether there was room.
    public mutating func append(_ element: Element) -> Bool {
        guard count < capacity else { return false }
        elements.append(element)
        return true
    }

    /// Takes up to the given number of elements from the front, oldest first.
    public mutating func take(_ most: Int) -> [Element] {
        // Not `head + most`, which has no room for `.max`.
        let taken = Array(elements[head..<head + min(most, count)])
        head += taken.count
        if head == elements.count {
            elements.removeAll(keepingCapacity: elements.capacity <= 4096)
            head = 0
        } else if head > 1024, head * 2 > elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return taken
    }
}

extension BoundedQueue: Sendable where Element: Sendable {}
