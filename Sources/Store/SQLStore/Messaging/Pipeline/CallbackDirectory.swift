import Database
import Essentials
import MessagingModel

/// Caches which channels tokens have, so that notifications are queued only where they can be
/// delivered.
///
/// Misses are read in the transaction that asks, and cached until ``forget()``.
public final class CallbackDirectory: Sendable {
    /// The most tokens in the cache; it is emptied when full.
    private static let capacity = 100_000

    private struct State {
        var generation = 0
        var answers: [ObjectID: Ways] = [:]
    }

    /// The channels that a token has.
    private struct Ways {
        var hasCallback = false
        var hasSMPP = false
    }

    private let state = Locked(State())

    /// Creates an empty cache.
    public init() {}

    /// Empties the cache; call it when accounts have changed.
    public func forget() {
        state.withLock { state in
            state.generation += 1
            state.answers = [:]
        }
    }

    func hasCallback(_ token: ObjectID, in reader: any SQLReader) throws -> Bool {
        try ways(to: token, in: reader).hasCallback
    }

    /// The channel over which a token is notified of an inbound message; nil if it has none.
    ///
    /// A reply uses the channel of the message that it answers, if the token still has it. Other
    /// messages prefer the webhook.
    func channel(
        forInbound token: ObjectID,
        prefersSMPP: Bool,
        in reader: any SQLReader
    ) throws -> NotificationChannel? {
        let ways = try ways(to: token, in: reader)
        if prefersSMPP, ways.hasSMPP { return .smpp }
        if ways.hasCallback { return .webhook }
        return ways.hasSMPP ? .smpp : nil
    }

    private func ways(to token: ObjectID, in reader: any SQLReader) throws -> Ways {
        let (known, generation) = state.withLock { ($0.answers[token], $0.generation) }
        if let known { return known }
        let row = try reader.queryOne(
            "SELECT callback_url, system_id FROM token WHERE id = $1",
            [SQLValue(token)]
        )
        let answer =
            row.map { Ways(hasCallback: $0[0] != .null, hasSMPP: $0[1] != .null) } ?? Ways()
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.answers.count >= Self.capacity { state.answers = [:] }
            state.answers[token] = answer
        }
        return answer
    }
}
