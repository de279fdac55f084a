/// An invalid length of a PDU; what follows cannot be trusted, so the session must close.
///
/// Source: SMPP 3.4, 3.2 and 4.3 (generic_nack).
public struct FramingFault: Error, Hashable, Sendable {
    /// The length in the header.
    public let commandLength: UInt32

    /// The most octets of a PDU; the minimum is 16.
    public let limit: Int

    /// The sequence number in the header; 0 if the header is incomplete.
    public let sequence: UInt32

    /// The status to answer with.
    public var status: CommandStatus { .invalidCommandLength }

    /// The generic_nack to send before closing.
    public var answer: PDU { PDU(.genericNack, status: status, sequence: sequence) }
}
