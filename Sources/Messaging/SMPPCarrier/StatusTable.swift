import MessagingModel
import SMPPCodec

/// The meaning of an SMSC's answer to a submission: maps `command_status` to the next step.
///
/// | status | verdict |
/// | --- | --- |
/// | ESME_RTHROTTLED, ESME_RMSGQFUL | throttle |
/// | ESME_RSYSERR, ESME_RX_T_APPN | retry |
/// | ESME_RINVDSTADR, …TON, …NPI | reject, code 1 |
/// | ESME_RX_P_APPN, ESME_RX_R_APPN | reject, code 3 |
/// | ESME_RINVSRCADR, …TON, …NPI, ESME_RPROHIBITED | reject, code 6 |
/// | errors of length, coding, class or parameters | reject, code 99 |
/// | any other, also ESME_RSUBMITFAIL and vendor-specific ones | reroute |
///
/// Source of the statuses: SMPP 3.4, 5.1.3; SMPP 5.0, 4.7.6.
struct StatusTable: Hashable, Sendable {
    /// The next step after an answer.
    enum Verdict: Hashable, Sendable {
        /// The carrier gets nothing for a moment; no attempt is counted.
        case throttle
        /// The message is submitted to this carrier again, a few times; then as `reroute`.
        case retry
        /// The message goes to another carrier, or again to this one if there is no other.
        case reroute
        /// The message has failed.
        case reject(StatusCode)

        /// Reads `throttle`, `retry`, `reroute` or `reject:CODE`.
        init?(_ text: String) {
            switch text {
            case "throttle": self = .throttle
            case "retry": self = .retry
            case "reroute": self = .reroute
            default:
                let fields = text.split(separator: ":", omittingEmptySubsequences: false)
                guard fields.count == 2, fields[0] == "reject", let number = Int(fields[1]),
                    let code = StatusCode(rawValue: number), code != .none
                else { return nil }
                self = .reject(code)
            }
        }

        static let wanted = "throttle, retry, reroute or reject:CODE with a code of 1 to 9 or 99"
    }

    private var special: [CommandStatus: Verdict] = [:]

    /// Sets the meaning of a status.
    mutating func set(_ status: CommandStatus, _ verdict: Verdict) { special[status] = verdict }

    /// The meaning of a status other than ESME_ROK.
    func verdict(on status: CommandStatus) -> Verdict {
        special[status] ?? Self.standard[status] ?? .reroute
    }

    private static let standard: [CommandStatus: Verdict] = [
        .throttled: .throttle, .messageQueueFull: .throttle,
        .systemError: .retry, .temporaryReceiverError: .retry,
        .invalidDestinationAddress: .reject(.unknownSubscriber),
        .invalidDestinationTON: .reject(.unknownSubscriber),
        .invalidDestinationNPI: .reject(.unknownSubscriber),
        .permanentReceiverError: .reject(.barred), .receiverRejected: .reject(.barred),
        .invalidSourceAddress: .reject(.senderNotAllowed),
        .invalidSourceTON: .reject(.senderNotAllowed),
        .invalidSourceNPI: .reject(.senderNotAllowed),
        .prohibited: .reject(.senderNotAllowed),
        .invalidMessageLength: .reject(.other), .invalidCommandLength: .reject(.other),
        .invalidESMClass: .reject(.other), .invalidDataCoding: .reject(.other),
        .invalidPriorityFlag: .reject(.other), .invalidRegisteredDelivery: .reject(.other),
        .invalidServiceType: .reject(.other), .invalidValidityPeriod: .reject(.other),
        .invalidParameterStream: .reject(.other), .parameterNotAllowed: .reject(.other),
        .invalidParameterLength: .reject(.other), .missingParameter: .reject(.other),
        .invalidParameterValue: .reject(.other),
    ]
}
