import Essentials
import HTTPClient

/// Gathers answers and lets a test wait until enough came.
final class Collector: AnswerReceiver {
    private struct State {
        var answers: [OutgoingAnswer] = []
        var waiter: (count: Int, continuation: CheckedContinuation<[OutgoingAnswer], Never>)?
    }

    private let state = Locked(State())

    func take(_ answers: [OutgoingAnswer]) {
        let resume = state.withLock { state -> (() -> Void)? in
            state.answers += answers
            guard let waiter = state.waiter, state.answers.count >= waiter.count else {
                return nil
            }
            state.waiter = nil
            let all = state.answers
            return { waiter.continuation.resume(returning: all) }
        }
        resume?()
    }

    /// Waits until that many answers came in all.
    func answers(_ count: Int) async -> [OutgoingAnswer] {
        await withCheckedContinuation { continuation in
            let all = state.withLock { state -> [OutgoingAnswer]? in
                if state.answers.count >= count { return state.answers }
                state.waiter = (count, continuation)
                return nil
            }
            if let all { continuation.resume(returning: all) }
        }
    }
}
