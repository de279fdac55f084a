/// Creates time-ordered identifiers; injected, so that tests get reproducible ones.
///
/// Each identifier of one source is greater than the one before, even when the clock goes back or
/// a second has more than the 2^24 that the counter can number. The counter follows the
/// microseconds, so a process that restarts within a second continues above the identifiers of the
/// previous one.
public final class IDSource: Sendable {
    private struct State {
        var second: UInt32 = 0
        var counter: UInt32 = 0
    }

    /// Identifiers per microsecond that the counter makes room for; half of it stays in reserve.
    private static let perMicrosecond: UInt32 = 8

    private let clock: any Clock
    private let process: UInt64
    private let state = Locked(State())

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - clock: gives the second.
    ///   - process: 40 bits that distinguish this process; random in production.
    public init(clock: any Clock, process: UInt64) {
        self.clock = clock
        self.process = process & 0xFF_FFFF_FFFF
    }

    /// Creates a source with a random process number.
    public convenience init(clock: any Clock) {
        var generator = SystemRandomNumberGenerator()
        self.init(clock: clock, process: generator.next())
    }

    /// The next identifier.
    public func next() -> ObjectID {
        let now = clock.now
        let present = UInt32(truncatingIfNeeded: now.seconds)
        let microsecond = UInt32(truncatingIfNeeded: now.microseconds - now.seconds * 1_000_000)
        let start = microsecond * Self.perMicrosecond
        let (second, counter) = state.withLock { state -> (UInt32, UInt32) in
            if present > state.second {
                state = State(second: present, counter: start)
            } else {
                state.counter = max(state.counter + 1, present == state.second ? start : 0)
                if state.counter > 0xFF_FFFF {
                    state = State(second: state.second + 1, counter: 0)
                }
            }
            return (state.second, state.counter)
        }
        return ObjectID(
            high: UInt64(second) << 32 | UInt64(counter) << 8 | process >> 32,
            low: UInt32(truncatingIfNeeded: process)
        )
    }
}
