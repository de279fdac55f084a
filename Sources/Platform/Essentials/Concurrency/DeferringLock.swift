/// A value that is read for long and changed in order, by a thread that must not wait.
///
/// A change that finds the value taken is kept, and made by the thread that gives it back. So no
/// reader misses a change that came before it. When ``mostPending`` changes wait, the next one
/// does wait for the value; ``isPressed`` tells its holder in time.
public final class DeferringLock<Value>: @unchecked Sendable {
    // Safe to share: `value` is touched only by the thread that took the monitor's `isTaken`.
    private var value: Value
    private let state = Monitor(State())
    private let mostPending: Int

    /// A change that waits.
    public typealias Change = @Sendable (inout Value) -> Void

    private struct State: Sendable {
        var isTaken = false
        var pending: [Change] = []
    }

    /// Creates the box with its first value.
    public init(_ value: sending Value, mostPending: Int = 256) {
        self.value = value
        self.mostPending = mostPending
    }

    /// Whether so many changes wait that the holder should give the value back.
    public var isPressed: Bool { state.withLock { $0.pending.count * 2 >= mostPending } }

    /// Runs the closure with the value and every change before it.
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        take()
        defer { giveBack() }
        return try body(&value)
    }

    /// Changes the value now, or when its holder gives it back.
    public func change(_ body: @escaping Change) {
        let mostPending = mostPending
        let isTaken = state.wait { state -> Bool? in
            if !state.isTaken {
                state.isTaken = true
                return true
            }
            guard state.pending.count < mostPending else { return nil }
            state.pending.append(body)
            return false
        }
        guard isTaken == true else { return }
        body(&value)
        giveBack()
    }

    private func take() {
        let changes: [Change]? = state.wait { state in
            guard !state.isTaken else { return nil }
            state.isTaken = true
            defer { state.pending = [] }
            return state.pending
        }
        for change in changes ?? [] { change(&value) }
    }

    /// Makes the changes that came meanwhile, and lets the next thread in.
    private func giveBack() {
        while true {
            let changes = state.withLock { state in
                defer { state.pending = [] }
                if state.pending.isEmpty { state.isTaken = false }
                return state.pending
            }
            guard !changes.isEmpty else { break }
            for change in changes { change(&value) }
        }
        state.broadcast()
    }
}
