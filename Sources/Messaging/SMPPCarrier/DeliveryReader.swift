import Essentials
import MessagingModel
import SMPPCodec
import SMSText

/// Reads what an SMSC delivers: delivery receipts and inbound messages.
struct DeliveryReader {
    /// The content of a deliver_sm or data_sm.
    enum Delivery {
        case receipt(CarrierReceipt)
        case inbound(InboundMessage)
        /// Nothing usable; it is acknowledged, so that it does not come again.
        case unreadable(String)
    }

    private let options: SMPPCarrierOptions
    private let ids: IDSource

    /// A receipt's date has no seconds, so it is used only if it is further than this from now.
    private static let usualDelay = Duration.seconds(120)
    /// A date further away than this comes from a wrong clock.
    private static let longestDelay = Duration.seconds(7 * 24 * 3600)
    private static let longestCarrierCode = 40

    init(_ options: SMPPCarrierOptions, ids: IDSource) {
        self.options = options
        self.ids = ids
    }

    func read(_ message: ShortMessage, at now: Timestamp) -> Delivery {
        let content = Content(message)
        guard content.isReceipt else { return inbound(content, at: now) }
        return receipt(DeliveryReceipt(message, utcOffset: options.receiptOffset), content, now)
    }

    func read(_ message: DataMessage, at now: Timestamp) -> Delivery {
        let content = Content(message)
        guard content.isReceipt else { return inbound(content, at: now) }
        return receipt(DeliveryReceipt(message, utcOffset: options.receiptOffset), content, now)
    }

    /// The fields that deliver_sm and data_sm share.
    private struct Content {
        let source: Address
        let destination: Address
        let esmClass: ESMClass
        let octets: [UInt8]
        let dataCoding: UInt8
        let parameters: Parameters

        init(_ message: ShortMessage) {
            source = message.source
            destination = message.destination
            esmClass = message.esmClass
            octets = message.message
            dataCoding = message.dataCoding
            parameters = message.parameters
        }

        init(_ message: DataMessage) {
            source = message.source
            destination = message.destination
            esmClass = message.esmClass
            octets = message.message
            dataCoding = message.dataCoding
            parameters = message.parameters
        }

        var isReceipt: Bool { esmClass.isReceipt || parameters.receiptedMessageID != nil }
    }

    // MARK: Receipts

    private func receipt(
        _ receipt: DeliveryReceipt?,
        _ content: Content,
        _ now: Timestamp
    ) -> Delivery {
        guard let receipt, let identifier = identifier(of: receipt, content),
            !identifier.isEmpty
        else { return .unreadable("a receipt without id") }
        guard let state = receipt.state else { return .unreadable("a receipt without state") }
        let status = status(of: state, content.esmClass.messageType)
        var hint: ReceiptHint?
        if let reference = content.parameters.userMessageReference,
            let phone = InboundOrigin(content.source, nationalPrefix: options.nationalPrefix)
        {
            hint = ReceiptHint(
                shortReference: reference,
                destination: phone.digits,
                isForWholeMessage: options.concatenation == .payload
            )
        }
        return .receipt(
            CarrierReceipt(
                reference: options.identifiers.key(receipted: identifier),
                key: nil,
                hint: hint,
                status: status,
                code: options.errors.code(of: status, error: receipt.error),
                carrierCode: carrierCode(state, receipt.error),
                at: moment(receipt.doneDate, now)
            )
        )
    }

    private func identifier(of receipt: DeliveryReceipt, _ content: Content) -> String? {
        switch options.receiptIdentifier {
        case .either: receipt.messageID
        case .parameter: content.parameters.receiptedMessageID
        case .text:
            DeliveryReceipt(text: String(decoding: content.octets, as: UTF8.self))?.messageID
        }
    }

    private func status(
        of state: MessageState,
        _ type: ESMClass.MessageType?
    ) -> MessageStatus {
        let status: MessageStatus =
            switch state {
            case .scheduled, .enroute: .buffered
            case .accepted: .accepted
            case .delivered: .delivered
            case .expired: .expired
            case .deleted: .canceled
            case .undeliverable, .skipped: .failed
            case .unknown: .unknown
            case .rejected: .rejected
            }
        // After an intermediate state the carrier keeps trying.
        let goesOn = type == .intermediateNotification && status.isFinal && status != .delivered
        return goesOn ? .buffered : status
    }

    private func carrierCode(_ state: MessageState, _ error: String?) -> String {
        var words = state.receiptWord
        if let error, !error.allSatisfy({ $0 == "0" }) { words += ":\(error)" }
        return String(words.filter { $0 != "\0" }.prefix(Self.longestCarrierCode))
    }

    private func moment(_ done: Timestamp?, _ now: Timestamp) -> Timestamp {
        guard let done else { return now }
        let distance = done < now ? now - done : done - now
        return distance > Self.usualDelay && distance < Self.longestDelay && done < now ? done : now
    }

    // MARK: Inbound messages

    private func inbound(_ content: Content, at now: Timestamp) -> Delivery {
        guard let origin = InboundOrigin(content.source, nationalPrefix: options.nationalPrefix)
        else {
            return .unreadable("a message from something that is no number")
        }
        let text = InboundText(
            content.octets,
            hasHeader: content.esmClass.hasUserDataHeader,
            dataCoding: content.dataCoding,
            isPacked: options.alphabet == .packed
        )
        let place = text.place ?? parameterPlace(content.parameters)
        let part = place.map { place in
            InboundPart(
                reference: place.reference,
                index: Int(place.sequence),
                count: Int(place.total),
                units: text.units
            )
        }
        return .inbound(
            InboundMessage(
                // SMPP gives inbound messages no identifier, so each delivery is a new one.
                reference: ids.next().description,
                origin: origin,
                recipient: content.destination.digits,
                text: String(decoding: text.units, as: UTF16.self),
                answering: nil,
                part: part,
                at: now
            )
        )
    }

    private func parameterPlace(_ parameters: Parameters) -> Concatenation? {
        guard let reference = parameters.sarReference, let total = parameters.sarTotal,
            let sequence = parameters.sarSequence, total > 1, (1...total).contains(sequence)
        else { return nil }
        return Concatenation(reference: reference, total: total, sequence: sequence, isWide: true)
    }
}
