/// The number of an optional parameter.
///
/// 0x1400 to 0x3FFF are vendor-specific (SMPP 3.4, 5.3.1): every number is kept.
public struct ParameterTag: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt16

    /// Creates a tag from its number, known or not.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// The tag with that name in the specification, such as `message_payload`; nil if there is
    /// none.
    public init?(name: String) {
        guard let definition = ParameterTag.table.first(where: { $0.name == name }) else {
            return nil
        }
        self = definition.tag
    }

    /// The name in the specification; nil if the number is not defined there.
    public var name: String? { definition?.name }

    /// Every tag that SMPP 3.4 and 5.0 define, in the order of their numbers.
    public static var all: [ParameterTag] { table.map(\.tag) }

    var definition: Definition? { ParameterTag.definitions[self] }
}

extension ParameterTag: CustomStringConvertible {
    /// The name, or the number in hexadecimal if there is none.
    public var description: String { name ?? "0x" + hexadecimal(UInt32(rawValue)).suffix(4) }
}
