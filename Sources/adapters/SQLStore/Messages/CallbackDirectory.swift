import Database
import Essentials

/// Knows which tokens have a callback, so that a report is only queued where somebody waits for it.
///
/// Answers come from the transaction that asks and are kept until ``forget()``.
public final class CallbackDirectory: Sendable {
    /// Tokens remembered at most; beyond that everything is asked anew.
    private static let capacity = 100_000

    private struct State {
        var generation = 0
        var answers: [ObjectID: Bool] = [:]
    }

    private let state = Locked(State())

    /// Creates a directory that knows nothing yet.
    public init() {}

    /// Drops every answer; call it when accounts changed.
    public func forget() {
        state.withLock { state in
            state.generation += 1
            state.answers = [:]
        }
    }

    func hasCallback(_ token: ObjectID, in reader: any SQLReader) throws -> Bool {
        let (known, generation) = state.withLock { ($0.answers[token], $0.generation) }
        if let known { return known }
        let row = try reader.queryOne(
            "SELECT callback_url FROM token WHERE id = $1",
            [SQLValue(token)]
        )
        let answer = row.map { $0[0] != .null } ?? false
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.answers.count >= Self.capacity { state.answers = [:] }
            state.answers[token] = answer
        }
        return answer
    }
}
