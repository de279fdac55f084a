/// A protocol data unit: what one side of an SMPP session sends to the other.
///
/// On the wire a header of 16 octets comes first: length, command id, status, sequence number.
/// Source: SMPP 3.4, 3.2.
public struct PDU: Sendable, Hashable {
    /// Whether the request was obeyed; ``CommandStatus/ok`` in a request.
    public var status: CommandStatus

    /// What a response has in common with its request; 1 to 0x7FFFFFFF in a request.
    public var sequence: UInt32

    /// What is asked or answered.
    public var body: PDUBody

    /// Creates a unit.
    public init(_ body: PDUBody, status: CommandStatus = .ok, sequence: UInt32) {
        self.status = status
        self.sequence = sequence
        self.body = body
    }

    /// The operation that the unit asks for or answers.
    public var commandID: CommandID { body.commandID }

    /// The answer to this request, its fields empty; a generic_nack where none is defined.
    public func response(status: CommandStatus = .ok) -> PDU {
        PDU(commandID.emptyResponse, status: status, sequence: sequence)
    }
}
