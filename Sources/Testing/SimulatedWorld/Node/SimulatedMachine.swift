import Essentials

/// The machine's clock, which may jump, and the time that a node makes of it with a `ClockGuard`.
///
/// Like a server, it goes on with the time of an earlier process of the same machine.
final class SimulatedMachine: Clock {
    private struct State {
        /// How far the machine's clock is from the right time.
        var error = Duration.zero
        var clockGuard: ClockGuard
    }

    private let steady: ManualClock
    private let state: Locked<State>

    init(_ steady: ManualClock) {
        self.steady = steady
        state = Locked(State(clockGuard: ClockGuard(offset: .zero)))
    }

    /// The time of the node.
    var now: Timestamp { steady.now + state.withLock { $0.clockGuard.offset } }

    /// A new process goes on with the time of the one before.
    func restart() {
        state.withLock { $0.clockGuard = ClockGuard(offset: $0.clockGuard.offset) }
    }

    /// Sets the machine's clock.
    func jump(by step: Duration) { state.withLock { $0.error += step } }

    /// Compares the clocks; with the mutation, every jump is followed at once.
    func look(_ mutation: Mutation?) -> ClockGuard.Finding {
        state.withLock { state in
            let finding = state.clockGuard.look(
                machine: steady.now + state.error,
                steady: steady.now
            )
            if mutation == .followEveryJump, case .jumped(let step) = finding {
                state.clockGuard.follow(step)
            }
            return finding
        }
    }

    func follow(_ step: Duration) { state.withLock { $0.clockGuard.follow(step) } }
}
