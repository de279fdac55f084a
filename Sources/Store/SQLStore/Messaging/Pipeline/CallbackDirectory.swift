import Database
import Essentials
import MessagingModel

/// Knows how tokens can be told things, so that a report is only queued where somebody waits.
///
/// Answers come from the transaction that asks and are kept until ``forget()``.
public final class CallbackDirectory: Sendable {
    /// Tokens remembered at most; beyond that everything is asked anew.
    private static let capacity = 100_000

    private struct State {
        var generation = 0
        var answers: [ObjectID: Ways] = [:]
    }

    /// The ways there are to a token.
    private struct Ways {
        var hasCallback = false
        var hasSMPP = false
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
        try ways(to: token, in: reader).hasCallback
    }

    /// The one way by which a token hears of a message from a handset; nil when there is none.
    ///
    /// An answer goes the way the message it answers came, where that way is still there, so that
    /// nobody hears of it twice; what answers nothing goes to the callback first.
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
