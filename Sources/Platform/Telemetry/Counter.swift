import Synchronization

/// A number that only grows.
public final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    /// Creates a counter of zero that belongs to no registry.
    public init() {}

    /// Adds to the counter.
    public func add(_ amount: Int = 1) {
        guard amount > 0 else { return }
        count.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    /// The total so far.
    public var value: UInt64 { count.load(ordering: .relaxed) }
}
