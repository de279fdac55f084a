import Essentials
import JSONCoding
import MessagingModel
import SMSText

/// The JSON of inbound messages.
extension JSONWriter {
    /// Writes the members of an outbound message, and the message that it replies to.
    mutating func inbound(_ message: StoredInbound) {
        let size = InboundSize(message)
        object { writer in
            writer.member("id", plain: message.id.hexDigits)
            writer.member("clientId", nil as String?)
            writer.member("status", message.status)
            writer.member("statusCode", nil as Int?)
            writer.member("from", message.origin.text)
            writer.member("to", message.recipient)
            writer.member("normalizedTo", message.normalizedRecipient)
            writer.member("country", nil as String?)
            writer.member("text", message.text)
            writer.member("deliveredText", message.text)
            writer.member("allowUnicode", true)
            writer.member("unicode", size.isUnicode)
            writer.member("encoding", size.encoding)
            writer.member("charsCount", size.length)
            writer.member("messagesCount", size.partsCount)
            writer.key("pricePerSms")
            writer.millionths(0)
            writer.key("priceUser")
            writer.millionths(0)
            writer.member("charged", false)
            writer.member("inbound", true)
            writer.member("createdAt", plain: message.at.iso8601Bytes)
            writer.member("scheduledAt", nil as String?)
            writer.member("sentAt", nil as String?)
            writer.member("deliveredAt", nil as String?)
            writer.key("metadata")
            writer.object { _ in }
            writer.member("inReplyTo", plain: message.answering?.hexDigits)
        }
    }
}

/// How an inbound message is measured: a text in characters, octets that are no text in octets.
private struct InboundSize {
    let encoding: String
    let isUnicode: Bool
    let length: Int
    let partsCount: Int

    private static let octetsInMessage = 140
    private static let octetsInPart = 134

    init(_ message: StoredInbound) {
        guard message.isBinary else {
            let count = SMSCount(message.text)
            encoding = count.encoding.name
            isUnicode = count.encoding == .utf16
            length = count.length
            partsCount = max(count.parts, 1)
            return
        }
        encoding = "BINARY"
        isUnicode = false
        length = message.text.utf8.count / 2
        partsCount =
            length <= Self.octetsInMessage
            ? 1 : (length + Self.octetsInPart - 1) / Self.octetsInPart
    }
}
