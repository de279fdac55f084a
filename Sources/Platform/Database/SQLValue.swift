public import Essentials

/// A value that both stores represent alike.
///
/// Whole numbers are 64-bit and signed; real numbers are 64-bit and never NaN; text contains no
/// NUL character; blobs have any length. A Boolean is the integer 0 or 1, a moment its
/// microseconds since 1970, an identifier its twelve bytes. Both drivers refuse a text with NUL,
/// and NaN, as ``DatabaseError/invalid(_:)``.
public enum SQLValue: Sendable, Hashable {
    /// The absence of a value.
    case null
    /// A whole number.
    case integer(Int64)
    /// A real number.
    case real(Double)
    /// A text.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}

extension SQLValue {
    /// A whole number.
    public init(_ number: some FixedWidthInteger) { self = .integer(Int64(number)) }

    /// 0 or 1.
    public init(_ flag: Bool) { self = .integer(flag ? 1 : 0) }

    /// A text.
    public init(_ text: String) { self = .text(text) }

    /// The microseconds of a moment.
    public init(_ moment: Timestamp) { self = .integer(moment.microseconds) }

    /// The twelve bytes of an identifier.
    public init(_ id: ObjectID) { self = .blob(id.bytes) }

    /// A whole number or null.
    public init(_ number: Int64?) { self = number.map(SQLValue.integer) ?? .null }

    /// A text or null.
    public init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }

    /// The microseconds of a moment, or null.
    public init(_ moment: Timestamp?) { self = moment.map { SQLValue($0) } ?? .null }

    /// The twelve bytes of an identifier, or null.
    public init(_ id: ObjectID?) { self = id.map { SQLValue($0) } ?? .null }

    /// The kind of value, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .integer: "an integer"
        case .real: "a real number"
        case .text: "a text"
        case .blob: "bytes"
        }
    }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByFloatLiteral, ExpressibleByNilLiteral
{
    /// A whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }

    /// A real number.
    public init(floatLiteral value: Double) { self = .real(value) }

    /// The absence of a value.
    public init(nilLiteral: ()) { self = .null }
}
