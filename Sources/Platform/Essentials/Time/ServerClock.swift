import Synchronization

/// The time of a server: the machine's clock, guarded against jumps by a ``ClockGuard``.
///
/// Between two looks it advances with the time since the machine booted, so reading it costs what
/// reading the machine's clock does. A process goes on with the time of the one before it.
public final class ServerClock: Clock {
    private let state: Locked<ClockGuard>
    private let machine: any Clock
    private let steady: @Sendable () -> Timestamp
    /// The guard's offset and the steps so far, in microseconds.
    private let offset: Atomic<Int64>
    private let moved = Atomic<Int64>(0)

    /// Creates the clock with the machine's time.
    ///
    /// - Parameters:
    ///   - machine: the machine's clock.
    ///   - steady: a clock that never jumps.
    public init(
        machine: any Clock = SystemClock(),
        steady: @escaping @Sendable () -> Timestamp = { timeSinceBoot() }
    ) {
        self.machine = machine
        self.steady = steady
        let clockGuard = ClockGuard(machine: machine.now, steady: steady())
        offset = Atomic(clockGuard.offset.wholeMicroseconds)
        state = Locked(clockGuard)
    }

    /// The present moment.
    public var now: Timestamp {
        Timestamp(microseconds: steady().microseconds + offset.load(ordering: .acquiring))
    }

    /// The present moment, with how far the clock was moved until then.
    public var reading: ClockReading {
        while true {
            let before = moved.load(ordering: .acquiring)
            let now = now
            guard moved.load(ordering: .acquiring) == before else { continue }
            return ClockReading(now: now, moved: .microseconds(before))
        }
    }

    /// What time it is, for the next process of this boot.
    public func mark(boot: String) -> ClockMark {
        let sinceBoot = steady()
        let time = Timestamp(
            microseconds: sinceBoot.microseconds + offset.load(ordering: .acquiring)
        )
        return ClockMark(boot: boot, sinceBoot: sinceBoot, time: time)
    }

    /// Goes on with the time of an earlier process, which ended in the same boot.
    ///
    /// If the machine's clock shows another time, it jumped meanwhile.
    public func resume(_ mark: ClockMark) {
        guard mark.sinceBoot <= steady() else { return }
        state.withLock { state in
            state = ClockGuard(offset: mark.time - mark.sinceBoot)
            offset.store(state.offset.wholeMicroseconds, ordering: .releasing)
        }
    }

    /// Compares the clocks, and follows small corrections.
    public func look() -> ClockGuard.Finding {
        let (machine, steady) = (machine.now, steady())
        return state.withLock { state in
            let finding = state.look(machine: machine, steady: steady)
            offset.store(state.offset.wholeMicroseconds, ordering: .releasing)
            return finding
        }
    }

    /// Follows a jump that stayed; readers learn of the step with their next reading.
    public func follow(_ step: Duration) {
        state.withLock { state in
            state.follow(step)
            let latest = state.offset.wholeMicroseconds
            // In this order a reader sees a time ahead only together with the step.
            if step < .zero { offset.store(latest, ordering: .releasing) }
            moved.add(step.wholeMicroseconds, ordering: .acquiringAndReleasing)
            if step >= .zero { offset.store(latest, ordering: .releasing) }
        }
    }
}
