import Attributes

/// The operators of conditions; the raw value is the name on the wire.
public enum FilterOperator: String, Sendable, Hashable, CaseIterable {
    case exists
    case equals
    case `in`
    case matchesString = "matches-string"
    case contains
    case startsWith = "starts-with"
    case endsWith = "ends-with"
    case matchesRegex = "matches-regex"
    case gt, gte, lt, lte, between
    case inLast = "in-last"
    case inNext = "in-next"
    case anniversary
    case yearIn = "year-in"
    case monthIn = "month-in"
    case dayIn = "day-in"
    case weekdayIn = "weekday-in"
    case hourIn = "hour-in"
    case near

    /// The operator with a name on the wire, and whether it is negated; nil for an unknown name.
    ///
    /// The prefix `not-` negates an operator, and some operators have aliases.
    public static func named(_ name: String) -> (FilterOperator, isNegated: Bool)? {
        switch name {
        case "is-empty": return (.exists, true)
        case "is-not-empty": return (.exists, false)
        case "any-of": return (.in, false)
        case "none-of": return (.in, true)
        case "before": return (.lt, false)
        case "after": return (.gt, false)
        default: break
        }
        if let found = FilterOperator(rawValue: name) { return (found, false) }
        guard name.hasPrefix("not-"),
            let found = FilterOperator(rawValue: String(name.dropFirst(4)))
        else { return nil }
        return (found, true)
    }

    /// The kinds of values of a condition.
    enum Operands {
        /// Values of the tested type.
        case values(count: ClosedRange<Int>)
        /// A regular expression.
        case pattern
        /// A number and its unit of time.
        case span
        /// Whole numbers in a range.
        case numbers(count: ClosedRange<Int>, in: ClosedRange<Int64>)
        /// Latitude, longitude and kilometres.
        case area

        /// The number of values.
        var count: ClosedRange<Int> {
            switch self {
            case .values(let count), .numbers(let count, _): count
            case .pattern: 1...1
            case .span: 2...2
            case .area: 3...3
            }
        }
    }

    /// The values of a condition with this operator.
    var operands: Operands {
        let several = 1...FilterLimits.values
        return switch self {
        case .exists: .values(count: 0...0)
        case .equals, .in, .matchesString, .contains, .startsWith, .endsWith:
            .values(count: several)
        case .gt, .gte, .lt, .lte: .values(count: 1...1)
        case .between: .values(count: 2...2)
        case .matchesRegex: .pattern
        case .inLast, .inNext: .span
        case .anniversary: .numbers(count: 0...2, in: -366...366)
        case .yearIn: .numbers(count: several, in: 0...9999)
        case .monthIn: .numbers(count: several, in: 1...12)
        case .dayIn: .numbers(count: several, in: 1...31)
        case .weekdayIn: .numbers(count: several, in: 1...7)
        case .hourIn: .numbers(count: several, in: 0...23)
        case .near: .area
        }
    }

    /// Whether it applies to values of a type.
    func applies(to type: DataType) -> Bool {
        switch self {
        case .exists: true
        case .equals, .in, .matchesString: type != .coordinates && type != .payload
        case .contains, .startsWith, .endsWith, .matchesRegex: type.isTextual
        case .gt, .gte, .lt, .lte, .between:
            type.isNumeric || type == .date || type == .datetime
        case .inLast, .inNext, .anniversary, .yearIn, .monthIn, .dayIn, .weekdayIn:
            type == .date || type == .datetime
        case .hourIn: type == .datetime
        case .near: type == .coordinates
        }
    }

    /// The names without prefix, for error messages.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// The limits of a filter.
public enum FilterLimits {
    /// The maximum nesting depth of groups and event conditions.
    public static let depth = 32
    /// The most nodes: groups, conditions, steps.
    public static let nodes = 1_000
    /// The most values of a condition.
    public static let values = 1_000
    /// The most characters of a text value.
    public static let textLength = 4_000
    /// The most bytes of a regular expression.
    public static let patternBytes = 1_000
    /// The most steps of a sequence.
    public static let steps = 8
    /// The most units of a relative time.
    public static let relativeAmount: Int64 = 1_000_000
}
