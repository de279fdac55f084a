import MessagingModel
import SMPPCodec

/// What an SMSC's answer to a submission means: `command_status` to the next step.
///
/// | status | verdict |
/// | --- | --- |
/// | ESME_RTHROTTLED, ESME_RMSGQFUL | throttle |
/// | ESME_RSYSERR, ESME_RX_T_APPN | retry |
/// | ESME_RINVDSTADR, …TON, …NPI | reject, code 1 |
/// | ESME_RX_P_APPN, ESME_RX_R_APPN | reject, code 3 |
/// | ESME_RINVSRCADR, …TON, …NPI, ESME_RPROHIBITED | reject, code 6 |
/// | faults of length, coding, class or parameters | reject, code 99 |
/// | any other, also ESME_RSUBMITFAIL and the vendors' own | reroute |
///
/// Source of the statuses: SMPP 3.4, 5.1.3; SMPP 5.0, 4.7.6.
struct StatusTable: Hashable, Sendable {
    /// What follows from an answer.
    enum Verdict: Hashable, Sendable {
        /// The carrier is left alone for a moment; costs no attempt.
        case throttle
        /// This carrier is asked again after a moment, a few times; then as `reroute`.
        case retry
        /// The message goes to another carrier, or to this one again when there is no other.
        case reroute
        /// The message is over.
        case reject(StatusCode)

        /// Reads `throttle`, `retry`, `reroute` or `reject:CODE`.
        init?(_ text: String) {
            switch text {
            case "throttle": self = .throttle
            case "retry": self = .retry
            case "reroute": self = .reroute
            default:
                let pieces = text.split(separator: ":", omittingEmptySubsequences: false)
                guard pieces.count == 2, pieces[0] == "reject", let number = Int(pieces[1]),
                    let code = StatusCode(rawValue: number), code != .none
                else { return nil }
                self = .reject(code)
            }
        }

        static let wanted = "throttle, retry, reroute or reject:CODE with a code of 1 to 9 or 99"
    }

    private var special: [CommandStatus: Verdict] = [:]

    /// Sets what a status means.
    mutating func set(_ status: CommandStatus, _ verdict: Verdict) { special[status] = verdict }

    /// What a status other than ESME_ROK means.
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
