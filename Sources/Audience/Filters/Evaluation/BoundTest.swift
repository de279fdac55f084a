public import Attributes
import Essentials

/// A ``ValueTest`` whose relative times are resolved: what the evaluator and the columns both run.
public struct BoundTest: Sendable, Hashable {
    /// The type of the values.
    public let type: DataType
    /// What one value must be.
    public let element: ElementTest
    /// Whether the test is negated.
    public let isNegated: Bool

    /// Whether the test holds for a value, or for a missing one.
    public func holds(for value: AttributeValue?) -> Bool {
        (value.map(matches) ?? false) != isNegated
    }

    private func matches(_ value: AttributeValue) -> Bool {
        if case .list(let elements) = value { return elements.contains(where: matches) }
        return value.isOf(type) && element.matches(value)
    }
}

/// The test of one value: the few tests that all operators are reduced to.
public enum ElementTest: Sendable, Hashable {
    /// Any value.
    case anything
    /// A text that matches.
    case text(TextTest)
    /// An integer, the day of a date or the microseconds of a moment, in one of the ranges.
    case whole([ClosedRange<Int64>])
    /// A decimal in one of the ranges, or a whole number beyond doubles in one of the others.
    case decimal([ClosedRange<Double>], exact: [ClosedRange<Int64>])
    /// One of the Boolean values.
    case bool(Set<Bool>)
    /// A date or moment with a calendar component.
    case calendar(CalendarTest)
    /// A point within a distance of another.
    case near(Coordinates, kilometres: Double)

    /// No value.
    static let nothing = ElementTest.whole([])

    func matches(_ value: AttributeValue) -> Bool {
        switch self {
        case .anything: true
        case .text(let test): if case .text(let text) = value { test.matches(text) } else { false }
        case .whole(let ranges): value.wholeNumber.map { ranges.contain($0) } ?? false
        case .decimal(let ranges, let exact):
            switch value {
            case .decimal(let number): ranges.contain(number)
            case .integer(let number): exact.contain(number)
            case .text, .bool, .date, .moment, .coordinates, .payload, .list: false
            }
        case .bool(let flags):
            if case .bool(let flag) = value { flags.contains(flag) } else { false }
        case .calendar(let test):
            switch value {
            case .date(let date): test.matches(day: Int64(date.daysSinceEpoch))
            case .moment(let moment): test.matches(moment: moment.microseconds)
            case .text, .integer, .decimal, .bool, .coordinates, .payload, .list: false
            }
        case .near(let center, let distance):
            if case .coordinates(let point) = value {
                center.kilometres(to: point) <= distance
            } else {
                false
            }
        }
    }
}

extension AttributeValue {
    /// The number, day or microseconds that ranges of whole numbers are compared with.
    fileprivate var wholeNumber: Int64? {
        switch self {
        case .integer(let number): number
        case .date(let date): Int64(date.daysSinceEpoch)
        case .moment(let moment): moment.microseconds
        case .text, .decimal, .bool, .coordinates, .payload, .list: nil
        }
    }
}
