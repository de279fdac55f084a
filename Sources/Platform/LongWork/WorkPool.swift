public import Essentials
import Glibc
import Loops

/// Runs long computations off the threads that serve, in turns that are fair to their owners.
///
/// Each computation has a thread of its own while it runs or pauses, and calls its ``Pace`` as it
/// goes. There it pauses when another's turn has come, and stops when its caller has left or its
/// time is over. The threads give way to those that serve.
public final class WorkPool: Sendable {
    /// The readings that the pool needs; tests bring their own.
    public struct Readings: Sendable {
        /// The time that has passed, in nanoseconds.
        public var passed: @Sendable () -> UInt64
        /// The processor time of the calling thread, in nanoseconds.
        public var used: @Sendable () -> UInt64

        /// Creates the readings.
        public init(
            passed: @escaping @Sendable () -> UInt64,
            used: @escaping @Sendable () -> UInt64
        ) {
            self.passed = passed
            self.used = used
        }

        /// Those of the system.
        public static let system = Readings(
            passed: { monotonicNanoseconds() },
            used: {
                var time = timespec()
                unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
                return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
            }
        )
    }

    /// A computation, until it ends.
    private final class Job: Sendable {
        let run: @Sendable (Pace, () -> WorkRefusal?) -> Void
        let refuse: @Sendable (WorkRefusal) -> Void
        let isCancelled = Locked(false)
        let turn = Monitor(false)

        init(
            run: @escaping @Sendable (Pace, () -> WorkRefusal?) -> Void,
            refuse: @escaping @Sendable (WorkRefusal) -> Void
        ) {
            self.run = run
            self.refuse = refuse
        }
    }

    private struct State {
        var schedule: WorkSchedule
        var jobs: [WorkSchedule.Job: Job] = [:]
        var threads = 0
        var idleThreads = 0
        var isStopped = false
    }

    /// The limits.
    public let limits: WorkLimits
    private let readings: Readings
    private let state: Monitor<State>

    /// How much less than others its threads get of a busy machine: a third of the weight.
    private static let niceness: Int32 = 5

    /// Creates a pool without threads; they are started as they are needed.
    public init(_ limits: WorkLimits = WorkLimits(), readings: Readings = .system) {
        self.limits = limits
        self.readings = readings
        state = Monitor(State(schedule: WorkSchedule(limits)))
    }

    /// The computations that wait to begin, and those that have begun.
    public var load: (waiting: Int, begun: Int) {
        state.withLock { ($0.schedule.waitingCount, $0.schedule.begunCount) }
    }

    /// Runs a computation, and returns its result.
    ///
    /// - Parameters:
    ///   - owner: whose time it takes.
    ///   - continuing: whether it continues work that was let in before, such as an export; then
    ///     it waits for its turn and is not refused.
    ///   - body: computes, and spends its pace.
    /// - Returns: the result.
    /// - Throws: ``WorkRefusal`` if it did not run or was stopped.
    public func run<Value: Sendable>(
        for owner: WorkOwner,
        continuing: Bool = false,
        _ body: @escaping @Sendable (Pace) -> Value
    ) async throws(WorkRefusal) -> Value {
        let current = Locked<Job?>(nil)
        let outcome: Result<Value, WorkRefusal> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let job = Job(
                    run: { pace, refusal in
                        let value = body(pace)
                        continuation.resume(
                            returning: pace.isStopped
                                ? .failure(refusal() ?? .interrupted) : .success(value)
                        )
                    },
                    refuse: { continuation.resume(returning: .failure($0)) }
                )
                current.withLock { $0 = job }
                if Task.isCancelled { job.isCancelled.withLock { $0 = true } }
                submit(job, owner, continuing)
            }
        } onCancel: {
            current.withLock { $0 }?.isCancelled.withLock { $0 = true }
        }
        return try outcome.get()
    }

    /// Refuses what waits, stops what runs, and ends the threads.
    public func stop() {
        let jobs = state.withLock { state in
            state.isStopped = true
            return Array(state.jobs.values)
        }
        for job in jobs { job.isCancelled.withLock { $0 = true } }
        state.broadcast()
    }
}

// MARK: Threads

extension WorkPool {
    private func submit(_ job: Job, _ owner: WorkOwner, _ continuing: Bool) {
        var refusal: WorkRefusal?
        let mustStart = state.withLock { state in
            guard !state.isStopped else {
                refusal = .stopped
                return false
            }
            do throws(WorkRefusal) {
                let number = try state.schedule.submit(owner, continuing: continuing, at: now)
                state.jobs[number] = job
            } catch {
                refusal = error
                return false
            }
            guard state.idleThreads < state.schedule.waitingCount,
                state.threads < limits.begun
            else { return false }
            state.threads += 1
            return true
        }
        if let refusal { return job.refuse(refusal) }
        state.broadcast()
        if mustStart { startThread() }
    }

    private func startThread() {
        do throws(WorkerThreadError) {
            try WorkerThread("work") { [self] in work() }
        } catch {
            // Another thread takes the computation; without any, it waits for the next one.
            state.withLock { $0.threads -= 1 }
        }
    }

    private var now: Double { Double(readings.passed()) / 1_000_000_000 }

    /// A thread's life: takes one computation after the other.
    private func work() {
        ThreadPriority.lower(by: Self.niceness)
        while let (number, job) = next() { run(number, job) }
    }

    private func next() -> (WorkSchedule.Job, Job)? {
        state.withLock { $0.idleThreads += 1 }
        let found = state.wait { state -> (WorkSchedule.Job, Job)?? in
            if let number = state.schedule.begin(), let job = state.jobs[number] {
                return (number, job)
            }
            return state.isStopped ? .some(nil) : nil
        }
        state.withLock { $0.idleThreads -= 1 }
        return found ?? nil
    }

    private func run(_ number: WorkSchedule.Job, _ job: Job) {
        guard !job.isCancelled.withLock({ $0 }) else {
            state.withLock { state in
                state.jobs[number] = nil
                state.schedule.drop(number)
            }
            state.broadcast()
            return job.refuse(.cancelled)
        }
        if !state.withLock({ $0.schedule.enter(number) }) { awaitTurn(job) }
        guard !job.isCancelled.withLock({ $0 }) else {
            end(number, 0)
            return job.refuse(.cancelled)
        }
        let begunAt = readings.used()
        var sliceAt = begunAt
        var refusal: WorkRefusal?
        let pace = Pace { [self] _ in
            guard !job.isCancelled.withLock({ $0 }) else {
                refusal = .cancelled
                return false
            }
            let used = readings.used()
            guard used - sliceAt >= limits.slice.wholeNanoseconds else { return true }
            guard used - begunAt < limits.time.wholeNanoseconds else {
                refusal = .tooLong(limits.time)
                return false
            }
            pause(number, job, used - sliceAt)
            sliceAt = readings.used()
            return true
        }
        job.run(pace) { refusal }
        end(number, readings.used() - sliceAt)
    }

    /// Lets another computation run if its turn has come.
    private func pause(_ number: WorkSchedule.Job, _ job: Job, _ used: UInt64) {
        let next = state.withLock { state in
            state.schedule.pause(number, used: used.inSeconds, at: now).flatMap { state.jobs[$0] }
        }
        guard let next else { return }
        give(next)
        awaitTurn(job)
    }

    private func end(_ number: WorkSchedule.Job, _ used: UInt64) {
        let next = state.withLock { state in
            state.jobs[number] = nil
            return state.schedule.end(number, used: used.inSeconds, at: now)
                .flatMap { state.jobs[$0] }
        }
        if let next { give(next) }
        state.broadcast()
    }

    private func give(_ job: Job) {
        job.turn.withLock { $0 = true }
        job.turn.signal()
    }

    private func awaitTurn(_ job: Job) {
        _ = job.turn.wait { hasTurn -> Bool? in
            guard hasTurn else { return nil }
            hasTurn = false
            return true
        }
    }
}

extension UInt64 {
    fileprivate var inSeconds: Double { Double(self) / 1_000_000_000 }
}

extension Duration {
    fileprivate var wholeNanoseconds: UInt64 { UInt64(max(0, wholeMicroseconds)) * 1000 }
}
