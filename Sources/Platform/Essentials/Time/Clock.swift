import Glibc

/// The source of the time of day; injected, so that tests control the time.
public protocol Clock: Sendable {
    /// The present moment.
    var now: Timestamp { get }

    /// The present moment, with how far the clock was moved until then.
    var reading: ClockReading { get }
}

extension Clock {
    /// A clock that is never moved.
    public var reading: ClockReading { ClockReading(now: now, moved: .zero) }
}

/// A moment, and the sum of the steps by which its clock was moved since it began.
///
/// The keeper of a deadline moves it along when the sum changes: otherwise what waits for an hour
/// would expire because the clock was set.
public struct ClockReading: Hashable, Sendable {
    /// The moment.
    public let now: Timestamp
    /// The sum of the steps.
    public let moved: Duration

    /// Creates a reading.
    public init(now: Timestamp, moved: Duration) {
        self.now = now
        self.moved = moved
    }
}

/// The machine's clock.
public struct SystemClock: Clock {
    /// Creates the clock.
    public init() {}

    /// The present moment, from `CLOCK_REALTIME`.
    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
        )
    }
}

/// A clock that stands still until it is moved, for tests.
public final class ManualClock: Clock {
    private let moment: Locked<Timestamp>

    /// Creates the clock at the given moment.
    public init(_ start: Timestamp = Timestamp(seconds: 1_780_000_000)) { moment = Locked(start) }

    /// The moment that the clock was last set to.
    public var now: Timestamp { moment.withLock { $0 } }

    /// Moves the clock forward.
    public func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
}

/// Nanoseconds of a clock that never goes back; only differences mean anything.
public func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// The time since the machine booted, also while it slept; it never jumps.
public func timeSinceBoot() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
}
