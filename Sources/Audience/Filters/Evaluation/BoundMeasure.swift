import Attributes
import Essentials

/// A running total over events.
public struct Tally: Sendable {
    /// The number of values.
    public var count: Int64
    /// Their sum, in millionths.
    public var sum: Int128
    /// The smallest value.
    public var minimum: Double
    /// The largest value.
    public var maximum: Double

    /// Creates a tally, empty by default.
    @inlinable
    public init(
        count: Int64 = 0,
        sum: Int128 = 0,
        minimum: Double = .infinity,
        maximum: Double = -.infinity
    ) {
        self.count = count
        self.sum = sum
        self.minimum = minimum
        self.maximum = maximum
    }

    /// The mean; meaningful only when the count is above zero.
    @inlinable public var mean: Double { Double(sum) / 1e6 / Double(count) }
}

/// A test of an aggregate of events, with its operands as ranges.
public struct BoundMeasure: Sendable, Hashable {
    /// What is computed.
    public let function: EventCondition.Function
    /// The parameter that it is computed from; nil for the count.
    public let parameter: String?
    /// The accepted counts.
    public let whole: [ClosedRange<Int64>]
    /// The accepted means, minima and maxima.
    public let decimal: [ClosedRange<Double>]
    /// The accepted sums, in millionths.
    public let millionths: [ClosedRange<Int128>]
    /// Whether the test is negated.
    public let isNegated: Bool

    init(_ measure: EventCondition.Measure, _ context: FilterContext) {
        function = measure.function
        parameter = measure.parameter
        var test = measure.test
        isNegated = test.isNegated
        test.type = .integer
        whole = if case .whole(let ranges) = test.bound(context).element { ranges } else { [] }
        test.type = .decimal
        decimal =
            if case .decimal(let ranges, _) = test.bound(context).element { ranges } else { [] }
        millionths = test.millionthRanges
    }

    /// Adds the values of one event; every element of a list counts.
    func add(_ parameters: [String: AttributeValue], to tally: inout Tally) {
        guard let parameter else {
            tally.count += 1
            return
        }
        for element in parameters[parameter]?.elements ?? [] {
            switch element {
            case .integer(let number):
                add(Double(number), Int128(number) * 1_000_000, to: &tally)
            case .decimal(let number): add(number, Int128(millionths: number), to: &tally)
            case .text, .bool, .date, .moment, .coordinates, .payload, .list: break
            }
        }
    }

    /// Adds one value, given both as a number and in millionths.
    @inlinable
    @inline(__always)
    public func add(_ number: Double, _ millionths: Int128, to tally: inout Tally) {
        tally.count += 1
        tally.sum += millionths
        tally.minimum = min(tally.minimum, number)
        tally.maximum = max(tally.maximum, number)
    }

    /// Whether the test holds for a total.
    @inlinable
    public func holds(for tally: Tally) -> Bool {
        switch function {
        case .count: whole.contain(tally.count) != isNegated
        case .sum: millionths.contain(tally.sum) != isNegated
        case .average: tally.count > 0 && decimal.contain(tally.mean) != isNegated
        case .minimum: tally.count > 0 && decimal.contain(tally.minimum) != isNegated
        case .maximum: tally.count > 0 && decimal.contain(tally.maximum) != isNegated
        }
    }
}

extension Array {
    /// Whether one of the ranges contains the value.
    @inlinable
    public func contain<Bound>(_ value: Bound) -> Bool where Element == ClosedRange<Bound> {
        contains { $0.contains(value) }
    }
}

extension Int128 {
    /// The number in millionths, rounded and clamped to ±10³⁰.
    @inlinable
    public init(millionths number: Double) {
        let scaled = number * 1e6
        // Most numbers are small; this rounds halves away from zero, like the code below, without
        // a call.
        if abs(scaled) < 0x1p51 {
            let whole = Int64(scaled)
            let rest = scaled - Double(whole)
            self = Int128(rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole)
            return
        }
        self = Int128(Swift.min(1e30, Swift.max(-1e30, scaled.rounded())))
    }
}

extension ValueTest {
    /// The accepted sums; only comparisons of numbers are parsed as tests of a sum.
    fileprivate var millionthRanges: [ClosedRange<Int128>] {
        let numbers = operands.map { operand -> Int128 in
            switch operand {
            case .whole(let number): Int128(number) * 1_000_000
            case .decimal(let number): Int128(millionths: number)
            default: 0
            }
        }
        guard let order, let first = numbers.first, let last = numbers.last else { return [] }
        return switch order {
        case .equal: numbers.map { $0...$0 }
        case .above: [first + 1...Int128.max]
        case .atLeast: [first...Int128.max]
        case .below: [Int128.min...first - 1]
        case .atMost: [Int128.min...first]
        case .between: first <= last ? [first...last] : []
        }
    }
}
