import Essentials

/// The time of day when it was made, and from then on as the monotonic clock goes.
///
/// Timers of sessions measure by it: a step of the system's clock must close no session.
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
