public import Essentials

/// Values with the moment each is due: the earliest first, and first in, first out within a moment.
///
/// A ``Heap`` whose elements carry their order of insertion, which makes equal moments stable.
public struct TimerQueue<Value> {
    @usableFromInline
    internal struct Entry: Comparable {
        @usableFromInline internal let due: Timestamp
        @usableFromInline internal let order: UInt64
        @usableFromInline internal let value: Value

        @inlinable
        internal init(due: Timestamp, order: UInt64, value: Value) {
            self.due = due
            self.order = order
            self.value = value
        }

        @inlinable
        internal static func == (left: Entry, right: Entry) -> Bool { left.order == right.order }

        @inlinable
        internal static func < (left: Entry, right: Entry) -> Bool {
            left.due == right.due ? left.order < right.order : left.due < right.due
        }
    }

    @usableFromInline internal var heap = Heap<Entry>()
    @usableFromInline internal var inserted: UInt64 = 0

    /// Creates an empty queue.
    @inlinable
    public init() {}

    /// The number of values.
    @inlinable
    public var count: Int { heap.count }

    /// When the first value is due; nil when the queue is empty.
    @inlinable
    public var nextDue: Timestamp? { heap.min?.due }

    /// Adds a value that is due at the given moment.
    @inlinable
    public mutating func insert(_ value: Value, at moment: Timestamp) {
        heap.insert(Entry(due: moment, order: inserted, value: value))
        inserted += 1
    }

    /// Removes and returns the first value if it is due.
    @inlinable
    public mutating func popDue(at now: Timestamp) -> Value? {
        guard let due = nextDue, due <= now else { return nil }
        return heap.popMin()?.value
    }
}

extension TimerQueue: Sendable where Value: Sendable {}

extension TimerQueue.Entry: Sendable where Value: Sendable {}
