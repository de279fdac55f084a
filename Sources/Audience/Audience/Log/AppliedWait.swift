import Essentials

/// Waits until one call is applied, with a timeout.
final class AppliedWait: Sendable {
    private struct State {
        var isOver = false
        var isApplied = false
        var continuation: CheckedContinuation<Bool, Never>?
    }

    private let state = Locked(State())

    /// Ends the wait; only the first call counts.
    func end(isApplied: Bool) {
        let continuation = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.isOver else { return nil }
            state.isOver = true
            state.isApplied = isApplied
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: isApplied)
    }

    /// Whether the call was applied in time.
    func result(within patience: Duration, _ context: AudienceContext) async -> Bool {
        let timeout = Task {
            if await context.pause(for: patience) { end(isApplied: false) }
        }
        defer { timeout.cancel() }
        return await withCheckedContinuation { continuation in
            let outcome = state.withLock { state -> Bool? in
                guard !state.isOver else { return state.isApplied }
                state.continuation = continuation
                return nil
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }
}
