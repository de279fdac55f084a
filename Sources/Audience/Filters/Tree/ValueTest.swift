public import Attributes

/// A test of the values of one type, before relative times are resolved.
///
/// A list passes if one of its elements does; a missing value or one of another type does not.
/// ``isNegated`` inverts the result.
public struct ValueTest: Sendable, Hashable {
    /// The type of the values.
    public var type: DataType
    /// The comparison.
    public var comparison: FilterOperator
    /// The values to compare with.
    public var operands: [Operand]
    /// The differences that comparisons of texts ignore.
    public var folding: TextFolding
    /// Whether the test is negated.
    public var isNegated: Bool

    /// Creates a test; the parser checks that operator and operands fit the type.
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

    /// An operand of a comparison.
    public enum Operand: Sendable, Hashable {
        /// A text.
        case text(String)
        /// A regular expression.
        case pattern(RegularExpression)
        /// A whole number.
        case whole(Int64)
        /// Any other number.
        case decimal(Double)
        /// A Boolean.
        case bool(Bool)
        /// A point in time.
        case time(TimeOperand)
        /// A span of time.
        case span(TimeSpan)
        /// A point on the Earth.
        case point(Coordinates)
    }
}
