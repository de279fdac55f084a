import Accounts
import Essentials
import NotificationDelivery

/// Caches the webhook endpoints of tokens until accounts change.
final class CallbackCache: Sendable {
    private struct State {
        var generation = 0
        var answers: [ObjectID: CallbackAnswer] = [:]
    }

    /// The most cached tokens; beyond that the cache is emptied.
    private static let capacity = 100_000

    private let directory: TokenDirectory
    private let state = Locked(State())

    init(_ directory: TokenDirectory) { self.directory = directory }

    /// The cached result; the endpoint of an unknown token is read in the background.
    func answer(for token: ObjectID) -> CallbackAnswer {
        var unread: Int?
        let answer = state.withLock { state -> CallbackAnswer in
            if let answer = state.answers[token] { return answer }
            if state.answers.count >= Self.capacity { state.answers = [:] }
            state.answers[token] = .notKnownYet
            unread = state.generation
            return .notKnownYet
        }
        if let unread { Task { await read(token, unread) } }
        return answer
    }

    /// Empties the cache; call it when accounts have changed.
    func forget() {
        state.withLock { state in
            state.generation += 1
            state.answers = [:]
        }
    }

    private func read(_ token: ObjectID, _ generation: Int) async {
        var answer: CallbackAnswer?
        do {
            let endpoint = try await directory.endpoint(of: token)
            answer =
                endpoint.map { .found(CallbackTarget(url: $0.url, secret: $0.secret)) }
                ?? CallbackAnswer.none
        } catch {
            // The store is unavailable: the next call reads again.
        }
        state.withLock { state in
            if state.generation == generation { state.answers[token] = answer }
        }
    }
}
