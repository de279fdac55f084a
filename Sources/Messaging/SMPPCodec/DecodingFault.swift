/// Why a PDU cannot be decoded, and how to answer; the session goes on.
public struct DecodingFault: Error, Hashable, Sendable {
    /// The command of the PDU, which is a known one.
    public let commandID: CommandID

    /// The sequence number of the PDU.
    public let sequence: UInt32

    /// The status to answer with.
    public let status: CommandStatus

    /// What is wrong.
    public let problem: Problem

    /// The position of the error, in octets from the start of the PDU.
    public let offset: Int

    /// The octets to log: the header; of a response, which has no personal data, also the start of
    /// its fields.
    public internal(set) var octets: [UInt8] = []

    /// The PDU to answer with; nil for a response, which needs no answer.
    public var answer: PDU? {
        guard !commandID.isResponse else { return nil }
        return PDU(commandID.emptyResponse, status: status, sequence: sequence)
    }

    /// What can be wrong with a PDU; the names of fields are those of the specification.
    public enum Problem: Hashable, Sendable {
        /// The PDU ends before or within the field.
        case truncated(field: String)

        /// The PDU ends before the NUL that ends the field.
        case unterminated(field: String)

        /// The value of the field has more octets than the limit.
        case tooLong(field: String, limit: Int)

        /// The value of the field is not defined.
        case invalid(field: String)

        /// The optional parameters do not end where the PDU ends.
        case malformedParameters
    }
}

extension DecodingFault {
    private static let mostOctetsOfResponse = 48

    /// How many octets of a PDU its fault keeps.
    static func octetsKept(of commandID: CommandID) -> Int {
        commandID.isResponse ? mostOctetsOfResponse : PDUFramer.headerLength
    }

    /// ``octets`` in hexadecimal.
    public var octetsText: String { hexadecimal(octets) }
}

extension DecodingFault: CustomStringConvertible {
    /// What is wrong and where, for logs.
    public var description: String {
        let what =
            switch problem {
            case .truncated(let field): "ends before the end of its \(field)"
            case .unterminated(let field): "has no NUL after its \(field)"
            case .tooLong(let field, let limit): "has a \(field) of more than \(limit) octets"
            case .invalid(let field): "has an undefined \(field)"
            case .malformedParameters: "has malformed optional parameters"
            }
        let answer = commandID.isResponse ? "" : "; answered \(status)"
        return "\(commandID) \(sequence) \(what) (octet \(offset))\(answer)"
    }
}
