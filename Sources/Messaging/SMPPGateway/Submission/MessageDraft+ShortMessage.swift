import Essentials
import Messaging
import MessagingModel
import SMPPCodec
import SMPPSession
import SMSText

/// A `submit_sm` as a draft for the composer (docs/reference/smpp.md).
extension MessageDraft {
    /// Reads a request; throws for what the composer cannot check.
    init(
        _ message: ShortMessage,
        in version: InterfaceVersion,
        at now: Timestamp
    ) throws(Refusal) {
        try message.checkOptions(in: version)
        let octets = try message.text()
        let coding = try SubmittedText.coding(message.dataCoding, in: version)
        var smpp = SMPPDraft(
            reports: ReportRequest(rawValue: message.registeredDelivery.rawValue),
            source: AddressKind(message.source),
            destination: AddressKind(message.destination),
            hasShortID: !version.hasParameters,
            scheduledAt: try message.scheduleDeliveryTime.moment(
                from: now,
                or: .invalidScheduledTime
            ),
            expiresAt: try message.validityPeriod.moment(from: now, or: .invalidValidityPeriod)
        )
        let text: String
        if let clientPart = try ClientPart(message, octets, coding, in: version) {
            smpp.part = clientPart.part
            text = clientPart.text
        } else {
            text = try SubmittedText.decode(octets, coding, in: version)
        }
        self.init(
            from: message.source.digits,
            to: message.destination.digits,
            text: text,
            allowsUnicode: coding == .utf16
        )
        self.smpp = smpp
    }
}

extension ShortMessage {
    /// Refuses options that are not supported.
    fileprivate func checkOptions(in version: InterfaceVersion) throws(Refusal) {
        // Store and forward, with or without a header of the client's own (SMPP 3.4, 5.2.12).
        guard esmClass.rawValue & 0x3F == 0 || esmClass.rawValue & 0x3F == 3 else {
            throw Refusal(.invalidESMClass)
        }
        guard priority <= (version >= .v50 ? 4 : 3) else { throw Refusal(.invalidPriorityFlag) }
        guard !replaceIfPresent else { throw Refusal(.invalidReplaceFlag) }
        guard defaultMessageID == 0 else { throw Refusal(.invalidDefaultMessage) }
    }

    /// The bytes of the text, from `short_message` or `message_payload`.
    fileprivate func text() throws(Refusal) -> [UInt8] {
        guard !parameters.isEmpty, let payload = parameters.messagePayload else {
            guard !shortMessage.isEmpty else { throw Refusal(.invalidMessageLength) }
            return shortMessage
        }
        guard shortMessage.isEmpty else { throw Refusal(.parameterNotAllowed) }
        guard !payload.isEmpty else { throw Refusal(.invalidMessageLength) }
        return payload
    }
}

extension String {
    /// The time in a field; nil when it is empty.
    func moment(from now: Timestamp, or fault: CommandStatus) throws(Refusal) -> Timestamp? {
        guard !isEmpty else { return nil }
        guard let time = SMPPTime(self) else { throw Refusal(fault) }
        return time.timestamp(from: now)
    }
}

extension AddressKind {
    init(_ address: Address) {
        self.init(
            typeOfNumber: address.typeOfNumber.rawValue,
            numberingPlan: address.numberingPlan.rawValue
        )
    }
}
