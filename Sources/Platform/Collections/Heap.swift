/// A priority queue: the smallest element comes out first.
///
/// A binary heap. Adding an element that is not smaller than those before it costs one comparison,
/// so rising deadlines are cheap. Equal elements come out in no particular order; ``TimerQueue``
/// keeps theirs.
public struct Heap<Element: Comparable> {
    @usableFromInline internal var elements: [Element] = []

    /// Creates an empty heap.
    @inlinable
    public init() {}

    /// The number of elements.
    @inlinable
    public var count: Int { elements.count }

    /// Whether there are no elements.
    @inlinable
    public var isEmpty: Bool { elements.isEmpty }

    /// The smallest element; nil when the heap is empty.
    @inlinable
    public var min: Element? { elements.first }

    /// Adds an element.
    @inlinable
    public mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[child] < elements[parent] else { return }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes and returns the smallest element; nil when the heap is empty.
    @discardableResult
    @inlinable
    public mutating func popMin() -> Element? {
        guard let last = elements.popLast() else { return nil }
        guard let first = elements.first else { return last }
        elements[0] = last
        siftDown(from: 0)
        return first
    }

    /// Removes all elements that match, in linear time.
    @inlinable
    public mutating func removeAll(where matches: (Element) -> Bool) {
        elements.removeAll(where: matches)
        for index in stride(from: elements.count / 2 - 1, through: 0, by: -1) {
            siftDown(from: index)
        }
    }

    /// Changes all elements; the change must keep their order.
    @inlinable
    public mutating func updateAll(_ change: (inout Element) -> Void) {
        for index in elements.indices { change(&elements[index]) }
    }

    @inlinable
    internal mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var least = parent
            let left = 2 * parent + 1
            let right = left + 1
            if left < elements.count, elements[left] < elements[least] { least = left }
            if right < elements.count, elements[right] < elements[least] { least = right }
            guard least != parent else { return }
            elements.swapAt(least, parent)
            parent = least
        }
    }
}

extension Heap: Sendable where Element: Sendable {}
