/// The value of a log field.
public enum LogValue: Hashable, Sendable {
    case string(String)
    case integer(Int)
    case double(Double)
    case boolean(Bool)
    case null
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral {
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }

    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }
}

extension LogValue: ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral {
    /// A number.
    public init(floatLiteral value: Double) { self = .double(value) }

    /// A Boolean.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}
