/// The result of a request, in its response.
///
/// 0x400 to 0x4FF are vendor-specific (SMPP 3.4, 5.1.3), and undefined values occur in practice, so
/// every value is kept.
public struct CommandStatus: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt32

    /// Creates a status from its number, known or not.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// The status with that name in SMPP 3.4 or 5.0, such as `ESME_RTHROTTLED`; nil if there is
    /// none.
    public init?(name: String) {
        guard let status = CommandStatus.statuses[name] else { return nil }
        self = status
    }

    /// The name in the specification; nil if the number is not defined there.
    public var name: String? { CommandStatus.names[self] }

    /// Every status that SMPP 3.4 and 5.0 define, in the order of their numbers.
    public static var all: [CommandStatus] { table.map(\.status) }
}

extension CommandStatus: CustomStringConvertible {
    /// The name, or the number in hexadecimal if there is none.
    public var description: String { name ?? "0x" + hexadecimal(rawValue) }
}
