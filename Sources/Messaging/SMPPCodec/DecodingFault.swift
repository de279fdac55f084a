/// Why a unit could not be read, and how to answer; the session goes on.
public struct DecodingFault: Error, Hashable, Sendable {
    /// The command of the unit; it is a known one.
    public let commandID: CommandID

    /// The sequence number of the unit.
    public let sequence: UInt32

    /// The status to answer with.
    public let status: CommandStatus

    /// What is wrong.
    public let problem: Problem

    /// Where it is wrong, in octets from the begin of the unit.
    public let offset: Int

    /// The unit to answer with; nil when the unit is itself an answer, which none is due to.
    public var answer: PDU? {
        guard !commandID.isResponse else { return nil }
        return PDU(commandID.emptyResponse, status: status, sequence: sequence)
    }

    /// What can be wrong with a unit; the names of fields are those of the specification.
    public enum Problem: Hashable, Sendable {
        /// The unit ends before or within the field.
        case truncated(field: String)

        /// The unit ends before the NUL that ends the field.
        case unterminated(field: String)

        /// The value of the field has more octets than the limit.
        case tooLong(field: String, limit: Int)

        /// The value of the field has no meaning.
        case invalid(field: String)

        /// The optional parameters do not end where the unit ends.
        case malformedParameters
    }
}

extension DecodingFault: CustomStringConvertible {
    /// What is wrong and where, for people.
    public var description: String {
        let what =
            switch problem {
            case .truncated(let field): "ends before its \(field) does"
            case .unterminated(let field): "has no NUL after its \(field)"
            case .tooLong(let field, let limit): "has a \(field) of more than \(limit) octets"
            case .invalid(let field): "has a \(field) without meaning"
            case .malformedParameters: "has optional parameters that do not end where it ends"
            }
        return "\(commandID) \(sequence) \(what) (octet \(offset)); answered \(status)"
    }
}
