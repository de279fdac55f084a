import AccountsModel
import Essentials
import JSONCoding
import Messaging
import MessagingModel
import SMSText

/// The JSON of messages.
extension JSONWriter {
    /// Writes a message that was just accepted with the given status.
    mutating func message(_ message: Message, acceptedAs status: MessageStatus) {
        var accepted = message
        accepted.status = status
        accepted.statusCode = status == .unpaid ? StatusCode.noFunds.rawValue : nil
        accepted.isCharged = status != .unpaid && message.price > .zero
        self.message(accepted)
    }

    /// Writes a message; a part that an SMPP client split also describes the whole.
    mutating func message(_ message: Message, _ concatenation: MessageConcatenation? = nil) {
        object { writer in
            writer.member("id", plain: message.key.id.hexDigits)
            writer.member("clientId", message.clientID)
            writer.member("status", message.status.name)
            writer.member("statusCode", message.statusCode)
            writer.member("from", message.sender)
            writer.member("to", message.recipient)
            writer.member("normalizedTo", "+\(message.destination)")
            writer.member("country", message.country)
            writer.member("text", message.text)
            writer.member("deliveredText", message.deliveredText)
            writer.member("allowUnicode", message.allowsUnicode)
            writer.partsAndPrice(message)
            writer.member("charged", message.isCharged)
            writer.member("inbound", false)
            writer.member("createdAt", plain: message.createdAt.iso8601Bytes)
            writer.member("scheduledAt", plain: message.scheduledAt?.iso8601Bytes)
            writer.member("sentAt", plain: message.sentAt?.iso8601Bytes)
            writer.member("deliveredAt", plain: message.deliveredAt?.iso8601Bytes)
            writer.key("metadata")
            writer.object { _ in }
            if let concatenation {
                writer.key("concatenation")
                writer.concatenation(concatenation)
            }
        }
    }

    /// Writes an outbound or an inbound message.
    mutating func stored(
        _ message: StoredMessage,
        _ concatenations: [MessageKey: MessageConcatenation]
    ) {
        switch message {
        case .sent(let message): self.message(message, concatenations[message.key])
        case .received(let message): inbound(message)
        }
    }

    /// The encoding, the number of parts and the price.
    private mutating func partsAndPrice(_ message: Message) {
        member("unicode", message.isUnicode)
        member("encoding", message.encoding.name)
        member("charsCount", message.charactersCount)
        member("messagesCount", message.partsCount)
        key("pricePerSms")
        millionths(message.pricePerPart.micros)
        key("priceUser")
        millionths(message.price.micros)
    }

    private mutating func concatenation(_ concatenation: MessageConcatenation) {
        object { writer in
            writer.member("reference", Int(concatenation.place.reference))
            writer.member("part", Int(concatenation.place.part))
            writer.member("parts", Int(concatenation.place.partsCount))
            writer.member("text", concatenation.text)
        }
    }

    /// Writes the preview of a message, which has no id.
    mutating func preview(_ message: Message, currency: String) {
        object { writer in
            writer.member("from", message.sender)
            writer.member("to", message.recipient)
            writer.member("normalizedTo", "+\(message.destination)")
            writer.member("country", message.country)
            writer.member("deliveredText", message.deliveredText)
            writer.partsAndPrice(message)
            writer.member("currency", currency)
            writer.member("scheduledAt", plain: message.scheduledAt?.iso8601Bytes)
        }
    }
}
