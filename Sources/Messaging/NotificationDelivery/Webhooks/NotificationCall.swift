import Essentials
import HTTPClient
import JSONCoding
import MessagingModel
import Secrets

/// Writes the call that tells of a notification.
///
/// The body is described in docs/guides/receive-webhooks.md, "The call".
/// Headers `webhook-…`: Standard Webhooks
/// 1.0, signature scheme `v1`; the id stays the same over retries and replays.
enum NotificationCall {
    static func request(
        for notification: Notification,
        id: Int,
        to target: CallbackTarget,
        at now: Timestamp,
        timeout: Duration
    ) -> OutgoingRequest {
        let body = body(of: notification)
        var headers = ["Content-Type: application/json"]
        headers.reserveCapacity(4)
        let name = notification.id.description
        let seconds = String(now.seconds)
        headers.append("webhook-id: \(name)")
        headers.append("webhook-timestamp: \(seconds)")
        if let secret = target.secret {
            let signature = signature(of: body, name: name, seconds: seconds, secret: secret)
            headers.append("webhook-signature: v1,\(signature)")
        }
        return OutgoingRequest(
            id: id,
            method: .post,
            url: target.url,
            headers: headers,
            body: body,
            timeout: timeout
        )
    }

    static func body(of notification: Notification) -> [UInt8] {
        var writer = JSONWriter(capacity: 192)
        writer.object { writer in
            writer.member("id", plain: notification.message.id.hexDigits)
            writer.member("clientId", notification.clientID)
            writer.member("status", notification.status)
            writer.member("code", notification.code)
            writer.member("eventAt", plain: notification.eventAt.iso8601Bytes)
            if let inbound = notification.inbound {
                writer.member("message", inbound.text)
                writer.member("from", inbound.from)
                writer.member("to", inbound.to)
            }
        }
        return writer.bytes
    }

    private static func signature(
        of body: [UInt8],
        name: String,
        seconds: String,
        secret: [UInt8]
    ) -> String {
        var content: [UInt8] = []
        content.reserveCapacity(name.utf8.count + seconds.utf8.count + body.count + 2)
        content.append(contentsOf: name.utf8)
        content.append(UInt8(ascii: "."))
        content.append(contentsOf: seconds.utf8)
        content.append(UInt8(ascii: "."))
        content.append(contentsOf: body)
        return Base64.standard.encode(HMACSHA256(key: secret).code(for: content))
    }
}
