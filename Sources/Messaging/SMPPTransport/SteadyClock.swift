import Essentials

/// The time of day, read once and then advanced by the monotonic clock.
///
/// Timers of sessions use it: a jump of the system's clock must not close sessions.
struct SteadyClock: Clock {
    private let start: Timestamp
    private let startNanoseconds: UInt64

    init(start: Timestamp = SystemClock().now) {
        self.start = start
        startNanoseconds = monotonicNanoseconds()
    }

    var now: Timestamp {
        let elapsed = Int64((monotonicNanoseconds() - startNanoseconds) / 1000)
        return Timestamp(microseconds: start.microseconds + elapsed)
    }
}
