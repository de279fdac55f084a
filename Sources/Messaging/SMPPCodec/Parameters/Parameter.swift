/// One optional parameter.
public struct Parameter: Sendable, Hashable {
    /// The parameter's number.
    public let tag: ParameterTag

    /// The value on the wire.
    public let octets: [UInt8]

    /// Creates a parameter.
    public init(_ tag: ParameterTag, _ octets: [UInt8]) {
        self.tag = tag
        self.octets = octets
    }

    /// The value with its type; octets if the tag is unknown or the length is wrong.
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

    /// Whether the tag is unknown, or the specification allows the length.
    public var isWellFormed: Bool { tag.definition?.format.allows(octets) ?? true }

    /// A value with its type.
    public enum Value: Hashable, Sendable {
        /// A number.
        case integer(UInt32)
        /// A C-octet string.
        case text(String)
        /// Anything else.
        case octets([UInt8])
        /// A parameter without a value: its presence is what counts.
        case flag
    }
}
