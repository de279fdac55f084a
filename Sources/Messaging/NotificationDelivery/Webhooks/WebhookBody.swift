import Essentials
import JSONCoding
import MessagingModel

/// The JSON body of a webhook, by kind of notification.
///
/// See docs/guides/receive-webhooks.md, "The call".
enum WebhookBody {
    static func bytes(of notification: Notification) -> [UInt8] {
        var writer = JSONWriter(capacity: 192)
        writer.object { writer in
            writer.member("id", plain: notification.subject.hexDigits)
            switch notification.payload {
            case .messageStatus(let payload):
                writer.member("clientId", payload.clientID)
                writer.member("status", payload.status)
                writer.member("code", payload.code)
                writer.member("eventAt", plain: notification.eventAt.iso8601Bytes)
            case .inboundMessage(let payload):
                writer.member("clientId", payload.clientID)
                writer.member("status", payload.status)
                writer.member("code", 0)
                writer.member("eventAt", plain: notification.eventAt.iso8601Bytes)
                writer.member("message", payload.text)
                if payload.isBinary { writer.member("encoding", "BINARY") }
                writer.member("from", payload.from)
                writer.member("to", payload.to)
            }
        }
        return writer.bytes
    }
}
