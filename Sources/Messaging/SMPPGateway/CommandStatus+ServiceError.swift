import Essentials
import SMPPCodec
import SMPPSession

/// Maps service errors to SMPP statuses, in this one place.
extension CommandStatus {
    /// The status of a failed request; a conflict gets the status of the operation concerned.
    init(_ error: ServiceError, conflict: CommandStatus = .systemError) {
        self =
            switch error {
            case .notFound: .invalidMessageID
            case .invalid(let errors): CommandStatus(errors)
            case .noFunds, .forbidden: .submitFailed
            case .conflict: conflict
            case .overloaded: .messageQueueFull
            case .exhausted: .throttled
            case .unavailable, .notReady, .cancelled, .internalFault: .systemError
            }
    }

    /// The status for invalid fields: SMPP reports only one, so the first in the message's order.
    init(_ errors: [FieldError]) {
        let fields: [(String, CommandStatus)] = [
            ("from", .invalidSourceAddress), ("to", .invalidDestinationAddress),
            ("scheduledAt", .invalidScheduledTime), ("validity", .invalidValidityPeriod),
            ("text", .invalidMessageLength),
        ]
        let broken = fields.first { field in errors.contains { $0.field == field.0 } }
        self = broken?.1 ?? .submitFailed
    }

    /// The status for an unknown character set; SMPP 3.4 has none of its own for it.
    static func unknownDataCoding(in version: InterfaceVersion) -> CommandStatus {
        version >= .v50 ? .invalidDataCoding : .submitFailed
    }
}
