import Accounts
import Essentials
import NotificationDelivery

/// The callbacks of tokens, in memory; read once each, and again after accounts changed.
final class CallbackTargets: Sendable {
    private struct State {
        var generation = 0
        var answers: [ObjectID: CallbackAnswer] = [:]
    }

    /// Tokens remembered at most; beyond that everything is asked anew.
    private static let capacity = 100_000

    private let directory: TokenDirectory
    private let state = Locked(State())

    init(_ directory: TokenDirectory) { self.directory = directory }

    /// What is known now; an unknown token is asked for.
    func answer(for token: ObjectID) -> CallbackAnswer {
        var unasked: Int?
        let answer = state.withLock { state -> CallbackAnswer in
            if let answer = state.answers[token] { return answer }
            if state.answers.count >= Self.capacity { state.answers = [:] }
            state.answers[token] = .notKnownYet
            unasked = state.generation
            return .notKnownYet
        }
        if let unasked { Task { await ask(token, unasked) } }
        return answer
    }

    /// Forgets everything; call it when accounts changed.
    func forget() {
        state.withLock { state in
            state.generation += 1
            state.answers = [:]
        }
    }

    private func ask(_ token: ObjectID, _ generation: Int) async {
        var answer: CallbackAnswer?
        do {
            let endpoint = try await directory.endpoint(of: token)
            answer =
                endpoint.map { .found(CallbackTarget(url: $0.url, secret: $0.secret)) }
                ?? CallbackAnswer.none
        } catch {
            // The store cannot tell now: the next call asks again.
        }
        state.withLock { state in
            if state.generation == generation { state.answers[token] = answer }
        }
    }
}
