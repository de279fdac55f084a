import MessagingModel
import SMPPCodec
import SMSText

/// What a simulated SMSC reads from submit_sm and data_sm.
struct SMSCSubmission {
    let source: Address
    let destination: Address
    let octets: [UInt8]
    let parameters: Parameters
    let registeredDelivery: RegisteredDelivery
    let isData: Bool
    /// Whether it is the first or the only part of a text.
    let isFirstPart: Bool

    init?(_ body: PDUBody) {
        switch body {
        case .submitSM(let message):
            source = message.source
            destination = message.destination
            octets = message.message
            parameters = message.parameters
            registeredDelivery = message.registeredDelivery
            isData = false
            isFirstPart = Self.isFirst(octets, message.esmClass, parameters)
        case .dataSM(let message):
            source = message.source
            destination = message.destination
            octets = message.message
            parameters = message.parameters
            registeredDelivery = message.registeredDelivery
            isData = true
            isFirstPart = Self.isFirst(octets, message.esmClass, parameters)
        default: return nil
        }
    }

    /// Whether a step of the number's behaviour applies to this part: phones reply to texts, not to
    /// parts, and receipts are sent only if requested.
    func wants(_ step: SimulatedBehaviour.Step) -> Bool {
        switch step.report {
        case .reply: return isFirstPart
        case .receipt(let status, _, _):
            switch registeredDelivery.receipt {
            case .none: return false
            case .always: return true
            case .onFailure: return status.isFinal && status != .delivered
            case .onSuccess: return status == .delivered
            }
        }
    }

    private static func isFirst(
        _ octets: [UInt8],
        _ esmClass: ESMClass,
        _ parameters: Parameters
    ) -> Bool {
        if let sequence = parameters.sarSequence { return sequence == 1 }
        guard esmClass.hasUserDataHeader, let place = UserDataHeader(octets)?.concatenation else {
            return true
        }
        return place.sequence == 1
    }
}
