/// What became of a request, as its response says.
///
/// 0x400 to 0x4FF are the other side's own (SMPP 3.4, 5.1.3), and values that no one defines occur
/// in the field: every value is kept.
public struct CommandStatus: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt32

    /// Creates a status from its number, known or not.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The status of that name in SMPP 3.4 or 5.0, as `ESME_RTHROTTLED`; nil when it has none.
    public init?(name: String) {
        guard let status = CommandStatus.statuses[name] else { return nil }
        self = status
    }

    /// The name of the specification, or nil when it does not define the number.
    public var name: String? { CommandStatus.names[self] }

    /// Every status that SMPP 3.4 and 5.0 define, in the order of their numbers.
    public static var all: [CommandStatus] { table.map(\.status) }
}

extension CommandStatus: CustomStringConvertible {
    /// The name, or the number in hexadecimal where there is none.
    public var description: String { name ?? "0x" + hexadecimal(rawValue) }
}
