import Synchronization

/// A number that goes up and down.
public final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    /// Creates a gauge of zero that belongs to no registry.
    public init() {}

    /// Replaces the value.
    public func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    /// Adds to the value, or subtracts from it.
    public func add(_ amount: Double = 1) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let wanted = (Double(bitPattern: seen) + amount).bitPattern
            let result = bits.weakCompareExchange(
                expected: seen,
                desired: wanted,
                ordering: .relaxed
            )
            if result.exchanged { return }
            seen = result.original
        }
    }

    /// The current value.
    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}
