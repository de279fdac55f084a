/// A length that no unit may have; what follows cannot be trusted, so the session closes.
///
/// Source: SMPP 3.4, 3.2 and 4.3 (generic_nack).
public struct FramingFault: Error, Hashable, Sendable {
    /// The length that the header tells.
    public let commandLength: UInt32

    /// The most octets that a unit may have; the least are 16.
    public let limit: Int

    /// The sequence number of the header, or 0 when it did not come that far.
    public let sequence: UInt32

    /// The status to answer with.
    public var status: CommandStatus { .invalidCommandLength }

    /// The generic_nack to send before closing.
    public var answer: PDU { PDU(.genericNack, status: status, sequence: sequence) }
}
