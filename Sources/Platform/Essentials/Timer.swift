/// Waits for a moment; injected like ``Clock``, so that simulations decide how time passes.
public protocol Timer: Sendable {
    /// Returns at the moment or later; throws when the task is cancelled.
    func sleep(until moment: Timestamp) async throws(CancellationError)
}

/// Waits on the machine's monotonic clock.
public struct SystemTimer: Timer {
    private let clock: any Clock

    /// Creates a timer for the moments of a clock.
    public init(clock: any Clock = SystemClock()) { self.clock = clock }

    /// Sleeps for the time between now and the moment.
    public func sleep(until moment: Timestamp) async throws(CancellationError) {
        do {
            try await Task.sleep(for: max(moment - clock.now, .zero))
        } catch {
            throw CancellationError()
        }
    }
}

/// A clock and a timer of virtual time: sleepers wake as ``advance(by:)`` passes their moment.
public final class ManualTimer: Clock, Timer {
    private struct Sleeper {
        let moment: Timestamp
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: Timestamp
        var sleepers: [Int: Sleeper] = [:]
        var lastID = 0
    }

    private let state: Locked<State>

    /// Creates the timer at the given moment.
    public init(_ start: Timestamp = Timestamp(seconds: 1_780_000_000)) {
        state = Locked(State(now: start))
    }

    /// The present moment of virtual time.
    public var now: Timestamp { state.withLock { $0.now } }

    /// The earliest moment that anything waits for.
    public var nextWake: Timestamp? {
        state.withLock { $0.sleepers.values.map(\.moment).min() }
    }

    /// Moves time forward and wakes those whose moment has come.
    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now + duration
            let due = state.sleepers.filter { $0.value.moment <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.moment < $1.moment }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    /// Sleeps until virtual time has reached the moment.
    public func sleep(until moment: Timestamp) async throws(CancellationError) {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = state.withLock { state in
                    guard state.now < moment, !Task.isCancelled else { return true }
                    state.sleepers[id] = Sleeper(moment: moment, continuation: continuation)
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume()
        }
        if Task.isCancelled { throw CancellationError() }
    }
}
