import Database
import Essentials

/// Knows which tokens have a callback, so that a report is only queued where somebody waits for it.
///
/// Answers come from the transaction that asks and are kept until ``forget()``.
public final class CallbackDirectory: Sendable {
    /// Tokens remembered at most; beyond that everything is asked anew.
    private static let capacity = 100_000

    private let known = Locked<[ObjectID: Bool]>([:])

    /// Creates a directory that knows nothing yet.
    public init() {}

    /// Drops every answer; call it when accounts changed.
    public func forget() { known.withLock { $0.removeAll() } }

    func hasCallback(_ token: ObjectID, in reader: any SQLReader) throws -> Bool {
        if let known = known.withLock({ $0[token] }) { return known }
        let row = try reader.queryOne(
            "SELECT callback_url FROM token WHERE id = $1",
            [SQLValue(token)]
        )
        let answer = row.map { $0[0] != .null } ?? false
        known.withLock { known in
            if known.count >= Self.capacity { known.removeAll() }
            known[token] = answer
        }
        return answer
    }
}
