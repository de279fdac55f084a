import Accounts
import AccountsModel
import Essentials
import HTTPAPI
import HTTPServer
import Messaging
import MessagingModel
import Secrets

/// `Idempotency-Key`: a retry within 24 hours gets the first response again, and nothing is sent.
///
/// A repeated response has the header `Idempotency-Replayed`. While the first request runs, a
/// retry gets 409; the same key with another body gets 422. Rejected requests are not remembered.
extension TransactionalAPI {
    /// The longest key, in characters.
    static let longestIdempotencyKey = 255

    /// A key whose response is not known yet.
    struct PendingKey: Sendable {
        let key: String
        let fingerprint: [UInt8]

        func rendering(
            _ render: @escaping @Sendable ([MessageStatus]) -> [UInt8]
        ) -> Intake.Idempotency {
            Intake.Idempotency(key: key, fingerprint: fingerprint, render: render)
        }
    }

    func idempotently(
        _ request: HTTPRequest,
        _ caller: Caller,
        _ body: (PendingKey?) async throws(ServiceError) -> HTTPResponse
    ) async throws(ServiceError) -> HTTPResponse {
        guard let key = request.headers["Idempotency-Key"] else { return try await body(nil) }
        guard (1...Self.longestIdempotencyKey).contains(key.utf8.count),
            key.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            return .message(
                status: 400,
                "Idempotency-Key must have 1 to \(Self.longestIdempotencyKey) characters of"
                    + " ASCII without spaces"
            )
        }
        guard !request.isDryRun else { return try await body(nil) }
        let claim = RunningKeys.Key(token: caller.token.id, key: key)
        guard running.begin(claim) else {
            return .message(status: 409, "A request with this Idempotency-Key is running")
        }
        defer { running.end(claim) }
        let pending = PendingKey(key: key, fingerprint: fingerprint(of: request))
        let earlier = try await messages.answer(token: caller.token.id, idempotencyKey: key)
        guard let earlier else { return try await body(pending) }
        guard earlier.fingerprint == pending.fingerprint else {
            return .message(
                status: 422,
                "This Idempotency-Key was used for a request with another body"
            )
        }
        var replay = HTTPResponse.json(status: earlier.status, bytes: earlier.body)
        replay.setHeader("Idempotency-Replayed", "true")
        return replay
    }

    private func fingerprint(of request: HTTPRequest) -> [UInt8] {
        hasher.digest(of: Array(request.path.utf8) + [0] + request.body).bytes
    }
}
