import Essentials
import HTTPClient
import MessagingModel
import Secrets

/// The HTTP request of a webhook.
///
/// Headers `webhook-…`: Standard Webhooks 1.0, signature scheme `v1`; the id stays the same over
/// retries and replays.
enum WebhookRequest {
    static func request(
        for notification: Notification,
        id: Int,
        to target: CallbackTarget,
        at now: Timestamp,
        timeout: Duration
    ) -> OutgoingRequest {
        let body = WebhookBody.bytes(of: notification)
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
