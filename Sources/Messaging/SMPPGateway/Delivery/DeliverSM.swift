import Essentials
import MessagingModel
import SMPPCodec
import SMPPSession
import SMSText

/// Writes a notification as one or more `deliver_sm` (docs/reference/smpp.md, "Receipts").
struct DeliverSM {
    let version: InterfaceVersion
    let longInbound: GatewayConfiguration.LongInbound

    /// The requests that send the notification; empty for a kind that SMPP cannot carry.
    func requests(for notification: Notification) -> [PDUBody] {
        if case .inboundMessage(let inbound) = notification.payload {
            return messages(inbound, of: notification).map { .deliverSM($0) }
        }
        guard case .messageStatus(let report) = notification.payload,
            let submitted = report.submitted, let status = MessageStatus(name: report.status)
        else { return [] }
        return [.deliverSM(receipt(notification, report.code, status, submitted))]
    }

    // MARK: Receipts

    private func receipt(
        _ notification: Notification,
        _ code: Int,
        _ status: MessageStatus,
        _ submitted: SubmittedMessage
    ) -> ShortMessage {
        let state = MessageState(status)
        let id = submitted.origin.name(of: notification.subject)
        let isFinal = status.isFinal
        var receipt = DeliveryReceipt()
        receipt.messageID = id
        receipt.submittedCount = 1
        receipt.deliveredCount = status == .delivered ? 1 : 0
        receipt.submitDate = submitted.at
        receipt.doneDate = notification.eventAt
        receipt.status = state.receiptWord
        receipt.error = Self.errorDigits(code)
        var message = ShortMessage(
            from: Address(submitted.recipient, submitted.origin.destination),
            to: Address(submitted.sender, submitted.origin.source),
            receipt.shortMessage(textOctets: ReceiptText.octets(of: submitted.textStart)),
            dataCoding: DataCoding.gsm7.rawValue,
            esmClass: ESMClass(type: isFinal ? .deliveryReceipt : .intermediateNotification)
        )
        if version.hasParameters {
            message.parameters.receiptedMessageID = id
            message.parameters.messageState = state.known(in: version)
        }
        return message
    }

    private static func errorDigits(_ code: Int) -> String {
        let digits = String(min(max(code, 0), 999))
        return String(repeating: "0", count: 3 - digits.count) + digits
    }

    // MARK: Inbound messages

    private func messages(
        _ inbound: InboundMessagePayload,
        of notification: Notification
    ) -> [ShortMessage] {
        let content = InboundContent(inbound)
        guard content.octets.count > content.most else {
            return [message(inbound, content.octets, content.dataCoding)]
        }
        if longInbound == .payload, version.hasParameters {
            var message = message(inbound, [], content.dataCoding)
            message.parameters.messagePayload = content.octets
            return [message]
        }
        // The reference only has to differ from those of recent messages.
        let reference = UInt8(truncatingIfNeeded: notification.id.high >> 8)
        // More parts than a header can count: no client could put them together.
        return content.parts(reference: reference).map { part in
            var message = message(inbound, part, content.dataCoding)
            message.esmClass.hasUserDataHeader = true
            return message
        }
    }

    private func message(
        _ inbound: InboundMessagePayload,
        _ octets: [UInt8],
        _ dataCoding: UInt8
    ) -> ShortMessage {
        ShortMessage(
            from: Address(origin: inbound.from),
            to: Address(own: inbound.to),
            octets,
            dataCoding: dataCoding
        )
    }
}

extension Address {
    fileprivate init(_ digits: String, _ kind: AddressKind) {
        self.init(
            digits,
            typeOfNumber: TypeOfNumber(rawValue: kind.typeOfNumber),
            numberingPlan: NumberingPlanIndicator(rawValue: kind.numberingPlan)
        )
    }

    /// The most characters of an address in a deliver_sm (SMPP 3.4, 4.6.1).
    private static let mostCharacters = 20

    /// Who sent an inbound message: a phone's number with its plus sign, or what else the carrier
    /// wrote, cut to the length of the field.
    fileprivate init(origin text: String) {
        let text = String(text.prefix(Self.mostCharacters))
        if text.hasPrefix("+") {
            self.init(text, typeOfNumber: .international, numberingPlan: .isdn)
        } else if !text.utf8.allSatisfy({ (48...57).contains($0) }) {
            self.init(text, typeOfNumber: .alphanumeric)
        } else if text.utf8.count <= AddressRule.longestShortCode {
            self.init(text, typeOfNumber: .networkSpecific)
        } else {
            self.init(text, typeOfNumber: .national, numberingPlan: .isdn)
        }
    }

    /// One of our senders: a name, a short code or a number.
    fileprivate init(own text: String) {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "+") }
        if !digits.allSatisfy({ (48...57).contains($0) }) {
            self.init(text, typeOfNumber: .alphanumeric)
        } else if digits.count <= 6 {
            self.init(text, typeOfNumber: .networkSpecific)
        } else {
            self.init(text, typeOfNumber: .international, numberingPlan: .isdn)
        }
    }
}
