public import Attributes

/// A test of the values of one type, before relative times are resolved.
///
/// A list passes when one of its elements does; a value that is missing or of another type does
/// not. ``isNegated`` inverts the result.
public struct ValueTest: Sendable, Hashable {
    /// The type of the values.
    public var type: DataType
    /// The comparison.
    public var comparison: FilterOperator
    /// The values to compare with.
    public var operands: [Operand]
    /// What comparisons of texts ignore.
    public var folding: TextFolding
    /// Whether the test is negated.
    public var isNegated: Bool

    /// Creates a test; the parser has checked that operator and operands fit the type.
    public init(
        _ type: DataType,
        _ comparison: FilterOperator,
        _ operands: [Operand] = [],
        folding: TextFolding = .exact,
        isNegated: Bool = false
    ) {
        self.type = type
        self.comparison = comparison
        self.operands = operands
        self.folding = folding
        self.isNegated = isNegated
    }

    /// What a value is compared with.
    public enum Operand: Sendable, Hashable {
        /// A text.
        case text(String)
        /// A regular expression.
        case pattern(RegularExpression)
        /// A whole number.
        case whole(Int64)
        /// Any other number.
        case decimal(Double)
        /// A truth value.
        case bool(Bool)
        /// A point in time.
        case time(TimeOperand)
        /// A number of units of time.
        case span(TimeSpan)
        /// A point of the Earth.
        case point(Coordinates)
    }
}
