import Essentials
import SMPPCodec
import SMPPSession

/// The one place where errors of the domain become statuses of SMPP.
extension CommandStatus {
    /// The status of a request that failed; a contradiction with the state of things gets the
    /// status that the operation has for it.
    init(_ error: ServiceError, conflict: CommandStatus = .systemError) {
        self =
            switch error {
            case .notFound: .invalidMessageID
            case .invalid(let errors): CommandStatus(errors)
            case .noFunds, .forbidden: .submitFailed
            case .conflict: conflict
            case .overloaded: .messageQueueFull
            case .unavailable, .internalFault: .systemError
            }
    }

    /// The status for broken rules: SMPP has room for one, so the first of the message's own order.
    init(_ errors: [FieldError]) {
        let fields: [(String, CommandStatus)] = [
            ("from", .invalidSourceAddress), ("to", .invalidDestinationAddress),
            ("scheduledAt", .invalidScheduledTime), ("validity", .invalidValidityPeriod),
            ("text", .invalidMessageLength),
        ]
        let broken = fields.first { field in errors.contains { $0.field == field.0 } }
        self = broken?.1 ?? .submitFailed
    }

    /// The status for a character set that is not spoken; SMPP 3.4 has none of its own for it.
    static func unknownDataCoding(in version: InterfaceVersion) -> CommandStatus {
        version >= .v50 ? .invalidDataCoding : .submitFailed
    }
}
