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

    /// The operator and whether it is denied, of a name on the wire; nil when there is none.
    ///
    /// `not-` before a name denies it, and some have second names.
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

    /// How many values a condition has with it.
    var operandCount: ClosedRange<Int> {
        switch self {
        case .exists: 0...0
        case .gt, .gte, .lt, .lte, .matchesRegex: 1...1
        case .between, .inLast, .inNext: 2...2
        case .near: 3...3
        case .anniversary: 0...2
        case .yearIn, .monthIn, .dayIn, .weekdayIn, .hourIn: 1...FilterLimits.values
        case .equals, .in, .matchesString, .contains, .startsWith, .endsWith:
            1...FilterLimits.values
        }
    }
}

/// The limits of a filter.
public enum FilterLimits {
    /// The deepest that groups, conditions on events and their own groups may be nested.
    public static let depth = 32
    /// The most nodes: groups, conditions, steps.
    public static let nodes = 1_000
    /// The most values of a condition.
    public static let values = 1_000
    /// The most characters of a text value.
    public static let textLength = 4_000
    /// The most octets of a regular expression.
    public static let patternBytes = 1_000
    /// The most steps of a sequence.
    public static let steps = 8
    /// The most units of a relative time.
    public static let relativeAmount: Int64 = 1_000_000
}
