/// One optional parameter.
public struct Parameter: Sendable, Hashable {
    /// What the value is.
    public let tag: ParameterTag

    /// The value as it is on the wire.
    public let octets: [UInt8]

    /// Creates a parameter.
    public init(_ tag: ParameterTag, _ octets: [UInt8]) {
        self.tag = tag
        self.octets = octets
    }

    /// The value as the table types it; octets where the tag is unknown or the length is wrong.
    public var value: Value {
        guard let format = tag.definition?.format, format.allows(octets) else {
            return .octets(octets)
        }
        switch format {
        case .integer: return .integer(octets.reduce(0) { $0 << 8 | UInt32($1) })
        case .text: return .text(String(latin1: octets.prefix { $0 != 0 }))
        case .octets: return .octets(octets)
        case .flag:
            return octets.isEmpty ? .flag : .integer(octets.reduce(0) { $0 << 8 | UInt32($1) })
        }
    }

    /// Whether the tag is unknown, or the length is one that the specification allows.
    public var isWellFormed: Bool { tag.definition?.format.allows(octets) ?? true }

    /// A value with its type.
    public enum Value: Hashable, Sendable {
        /// A number.
        case integer(UInt32)
        /// A C-octet string.
        case text(String)
        /// Anything else.
        case octets([UInt8])
        /// A parameter that says all by being there.
        case flag
    }
}
