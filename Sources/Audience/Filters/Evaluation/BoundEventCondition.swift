import Attributes
import Essentials

/// A condition on a contact's events, settled.
struct BoundEventCondition: Sendable, Hashable {
    let types: BoundTest?
    let occurrence: EventCondition.Occurrence
    let test: ConditionTree<BoundEventTest>
    let measure: BoundMeasure

    init(_ condition: EventCondition, _ context: FilterContext) {
        types = condition.types?.bound(context)
        occurrence = condition.occurrence
        test = condition.test.map { $0.bound(context) }
        measure = BoundMeasure(condition.measure, context)
    }

    /// Whether events of a type are looked at.
    func looksAt(type: String) -> Bool { types?.holds(for: .text(type)) ?? true }

    func holds(for facts: some ContactFacts) -> Bool {
        let events = facts.events(ofTypes: looksAt)
        var tally = Tally()
        for event in chosen(events) where test.holds({ $0.holds(for: event) }) {
            measure.count(event.parameters, into: &tally)
        }
        return measure.holds(for: tally)
    }

    private func chosen(_ events: [EventFacts]) -> [EventFacts] {
        func key(_ event: EventFacts) -> (Timestamp, Int64) { (event.date, event.id) }
        return switch occurrence {
        case .every: events
        case .first: events.min { key($0) < key($1) }.map { [$0] } ?? []
        case .last: events.max { key($0) < key($1) }.map { [$0] } ?? []
        }
    }
}

/// What events come to.
struct Tally: Sendable {
    var count: Int64 = 0
    var sum: Int128 = 0
    var minimum = Double.infinity
    var maximum = -Double.infinity
}

/// A condition on what events come to, settled.
struct BoundMeasure: Sendable, Hashable {
    let function: EventCondition.Function
    let parameter: String?
    /// For the count.
    let whole: [ClosedRange<Int64>]
    /// For the others.
    let decimal: [ClosedRange<Double>]
    let isNegated: Bool
    /// For the sum, in millionths.
    let millionths: [ClosedRange<Int128>]

    init(_ measure: EventCondition.Measure, _ context: FilterContext) {
        function = measure.function
        parameter = measure.parameter
        var test = measure.test
        isNegated = test.isNegated
        test.type = .integer
        whole = if case .whole(let ranges) = test.bound(context).element { ranges } else { [] }
        test.type = .decimal
        decimal = if case .decimal(let ranges) = test.bound(context).element { ranges } else { [] }
        millionths = test.millionthRanges
    }

    /// Counts the values of one event: every one of a list.
    func count(_ parameters: [String: AttributeValue], into tally: inout Tally) {
        guard let parameter else {
            tally.count += 1
            return
        }
        for element in parameters[parameter]?.elements ?? [] {
            switch element {
            case .integer(let number):
                count(Double(number), Int128(number) * 1_000_000, into: &tally)
            case .decimal(let number): count(number, Int128(millionths: number), into: &tally)
            default: break
            }
        }
    }

    @inline(__always)
    func count(_ number: Double, _ millionths: Int128, into tally: inout Tally) {
        tally.count += 1
        tally.sum += millionths
        tally.minimum = min(tally.minimum, number)
        tally.maximum = max(tally.maximum, number)
    }

    func holds(for tally: Tally) -> Bool {
        switch function {
        case .count: whole.hold(tally.count) != isNegated
        case .sum: millionths.contains { $0.contains(tally.sum) } != isNegated
        case .average: tally.count > 0 && decimal.hold(tally.mean) != isNegated
        case .minimum: tally.count > 0 && decimal.hold(tally.minimum) != isNegated
        case .maximum: tally.count > 0 && decimal.hold(tally.maximum) != isNegated
        }
    }
}

extension Tally {
    /// The mean; only when there is something.
    var mean: Double { Double(sum) / 1e6 / Double(count) }
}

extension Int128 {
    /// The number in millionths, rounded; what is beyond 10³⁰ of them is that.
    init(millionths number: Double) {
        let scaled = number * 1e6
        // By far the most are small; a half is rounded away from 0, as below, but without a call.
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
    fileprivate var millionthRanges: [ClosedRange<Int128>] {
        let numbers = operands.map { operand -> Int128 in
            switch operand {
            case .whole(let number): Int128(number) * 1_000_000
            case .decimal(let number): Int128(millionths: number)
            default: 0
            }
        }
        guard let first = numbers.first, let last = numbers.last else { return [] }
        return switch comparison {
        case .gt: [first + 1...Int128.max]
        case .gte: [first...Int128.max]
        case .lt: [Int128.min...first - 1]
        case .lte: [Int128.min...first]
        case .between: first <= last ? [first...last] : []
        default: numbers.map { $0...$0 }
        }
    }
}
