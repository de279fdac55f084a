import Essentials
import MessagingModel
import SMPPCodec
import SMSText

/// Writes receipts and inbound messages in the dialect of a simulated SMSC.
struct SMSCWriter {
    let identifiers: SMSCOptions.IdentifierForm
    let dialect: SMSCOptions.ReceiptDialect

    /// The id of a message in the answer to its submission.
    func answerName(_ number: UInt64) -> String {
        identifiers == .decimal ? Self.decimal(number) : Self.hexadecimal(number)
    }

    /// The id of a message in its receipts.
    func receiptName(_ number: UInt64) -> String {
        identifiers == .hexadecimal ? Self.hexadecimal(number) : Self.decimal(number)
    }

    /// The receipt of a message.
    func receipt(
        of message: SMSCMessage,
        _ status: MessageStatus,
        carrierCode: String,
        at now: Timestamp
    ) -> PDUBody {
        let words = carrierCode.split(separator: ":")
        let state = words.first.flatMap { MessageState(receiptWord: String($0)) } ?? .unknown
        let name = receiptName(message.number)
        let error = words.count > 1 ? String(words[1]) : "000"
        if dialect == .data {
            var data = DataMessage()
            data.source = address(message.destination)
            data.destination = address(message.source)
            data.esmClass = ESMClass(type: .deliveryReceipt)
            data.parameters = parameters(message, name, state)
            return .dataSM(data)
        }
        let receipt = DeliveryReceipt(
            messageID: name,
            state: state,
            submitDate: message.acceptedAt,
            doneDate: now,
            error: error
        )
        var octets = receipt.shortMessage
        if dialect == .sparse {
            octets = Array("stat:\(state.receiptWord) id:\(name) err:\(error)".lowercased().utf8)
        }
        var delivery = ShortMessage(
            from: address(message.destination),
            to: address(message.source),
            octets,
            esmClass: ESMClass(type: .deliveryReceipt)
        )
        if dialect == .standard { delivery.parameters = parameters(message, name, state) }
        return .deliverSM(delivery)
    }

    /// An inbound message, in as many parts as its text needs.
    func inbound(
        from origin: String,
        to recipient: String,
        _ text: String,
        reference: UInt8
    ) -> [PDUBody] {
        let composition: SMSComposition
        do throws(SMSTextError) {
            composition = try SMSComposer.compose(text: text, allowUnicode: true, limit: 255)
        } catch {
            // No phone sends more parts than a header can count.
            return []
        }
        return composition.parts(reference: reference).map { part in
            let esmClass = ESMClass(hasUserDataHeader: part.concatenation != nil)
            return .deliverSM(
                ShortMessage(
                    from: address(origin),
                    to: address(recipient),
                    part.userData,
                    dataCoding: part.dataCoding.rawValue,
                    esmClass: esmClass
                )
            )
        }
    }

    private func parameters(
        _ message: SMSCMessage,
        _ name: String,
        _ state: MessageState
    ) -> Parameters {
        var parameters = Parameters()
        parameters.receiptedMessageID = name
        parameters.messageState = state
        if let reference = message.userReference { parameters.userMessageReference = reference }
        return parameters
    }

    private func address(_ digits: String) -> Address {
        AddressRule().address(ofSender: digits)
    }

    private static func decimal(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 10 - digits.utf8.count)) + digits
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
    }
}
