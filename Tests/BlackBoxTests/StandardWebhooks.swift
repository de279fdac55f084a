import Essentials
import Foundation
import TestSupport

/// Checks signatures of webhooks with OpenSSL, so that our own HMAC is not its own judge.
enum StandardWebhooks {
    /// Whether the call carries a fresh and right signature under the secret, `whsec_…`.
    static func verifies(_ call: WebhookSink.Call, secret: String) async throws -> Bool {
        guard let id = call.request.header("webhook-id"), !id.isEmpty,
            let moment = call.request.header("webhook-timestamp"), let seconds = Int64(moment),
            let signatures = call.request.header("webhook-signature"),
            secret.hasPrefix("whsec_"), let key = Data(base64Encoded: String(secret.dropFirst(6)))
        else { return false }
        guard abs(SystemClock().now.seconds - seconds) < 300 else { return false }
        let folder = try TemporaryFolder()
        let signed = Data("\(id).\(moment).".utf8) + Data(call.body)
        try signed.write(to: URL(fileURLWithPath: folder.file("signed")))
        let digits = key.map { byte in
            String(repeating: "0", count: byte < 16 ? 1 : 0) + String(byte, radix: 16)
        }
        let made = try await ChildProcess.run(
            [
                "openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt",
                "hexkey:\(digits.joined())",
                "-binary", folder.file("signed"),
            ]
        )
        guard made.status == 0 else { throw TestSupportError(made.errors) }
        let expected = "v1,\(Data(made.output).base64EncodedString())"
        return signatures.split(separator: " ").contains { $0 == expected }
    }
}
