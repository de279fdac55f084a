/// A protocol data unit: what one end of an SMPP session sends to the other.
///
/// On the wire a header of 16 octets comes first: length, command id, status, sequence number.
/// Source: SMPP 3.4, 3.2.
public struct PDU: Sendable, Hashable {
    /// The result of a request; ``CommandStatus/ok`` in a request.
    public var status: CommandStatus

    /// Links a response to its request; 1 to 0x7FFFFFFF in a request.
    public var sequence: UInt32

    /// The operation with its fields.
    public var body: PDUBody

    /// Creates a PDU.
    public init(_ body: PDUBody, status: CommandStatus = .ok, sequence: UInt32) {
        self.status = status
        self.sequence = sequence
        self.body = body
    }

    /// The operation that the PDU requests or answers.
    public var commandID: CommandID { body.commandID }

    /// The response to this request, with empty fields; a generic_nack if none is defined.
    public func response(status: CommandStatus = .ok) -> PDU {
        PDU(commandID.emptyResponse, status: status, sequence: sequence)
    }
}
