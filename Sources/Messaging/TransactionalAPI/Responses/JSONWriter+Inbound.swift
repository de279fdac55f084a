import Essentials
import JSONCoding
import MessagingModel
import SMSText

/// The JSON of inbound messages.
extension JSONWriter {
    /// Writes the members of an outbound message, and the message that it replies to.
    mutating func inbound(_ message: StoredInbound) {
        let count = SMSCount(message.text)
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
            writer.member("unicode", count.encoding == .utf16)
            writer.member("encoding", count.encoding.name)
            writer.member("charsCount", count.length)
            writer.member("messagesCount", max(count.parts, 1))
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
