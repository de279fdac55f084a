/// A JSON value (RFC 8259) of any type, for input that is checked field by field.
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without fraction or exponent that fits into 64 bits.
    case integer(Int64)
    /// Any other number.
    case number(Double)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object with its members in the order of the text.
    case object(JSONObject)

    /// Whether the value is `null`.
    public var isNull: Bool { self == .null }

    /// The name of the value's type, for error messages.
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

/// A JSON object with its members in the order of the text; the last of equal names counts.
public struct JSONObject: Sendable, Hashable {
    /// Names and values.
    public let members: [Member]

    /// One name and its value.
    public struct Member: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The value.
        public let value: JSONValue

        /// Creates a member.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Creates an object.
    public init(_ members: [Member]) { self.members = members }

    /// The value of a name; nil if there is none.
    ///
    /// Linear in the number of members, because the objects we read are small.
    public subscript(name: String) -> JSONValue? {
        for member in members.reversed() where member.name == name { return member.value }
        return nil
    }
}
