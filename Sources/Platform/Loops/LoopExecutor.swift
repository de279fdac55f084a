import CLinux
import Essentials
import Glibc
import Synchronization

/// Runs tasks and closures on the thread of a loop that waits for events.
///
/// A task that prefers the executor continues on the loop's thread without a hop, and a thousand
/// tasks that become ready cost one wake-up. The loop calls ``attach()`` once; each turn it calls
/// ``prepareToSleep()`` before it waits for events and ``runPending()`` after that.
public final class LoopExecutor: TaskExecutor {
    private enum Work: Sendable {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private let mailbox: LoopMailbox<Work>
    private let thread = Atomic<UInt>(0)

    /// Creates an executor whose loop does not run yet.
    public init() throws(LoopError) { mailbox = try LoopMailbox() }

    /// Becomes readable when the sleeping loop must wake up.
    public var descriptor: Int32 { mailbox.descriptor }

    // MARK: From any thread

    /// Accepts a task's continuation; once the executor is closed, passes it to the default
    /// executor.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !mailbox.send(.job(job)) { globalConcurrentExecutor.enqueue(job) }
    }

    /// Runs the closure on the loop's thread, in a later turn; false once the executor is closed.
    ///
    /// Closures posted by one thread run in order.
    public func run(_ closure: @escaping @Sendable () -> Void) -> Bool {
        mailbox.send(.closure(closure))
    }

    /// Whether the calling thread is the loop's.
    public var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    // MARK: On the loop's thread

    /// Makes the calling thread the loop's thread, and blocks its signals.
    ///
    /// With a short time slice the thread is scheduled sooner, without more time in total; it has
    /// no effect before Linux 6.12.
    public func attach(timeSlice: Duration? = nil) {
        CLinux_block_signals()
        if let timeSlice {
            CLinux_shorten_time_slice(UInt64(timeSlice.wholeMicroseconds) * 1000)
        }
        thread.store(UInt(pthread_self()), ordering: .relaxed)
    }

    /// Detaches the calling thread, because the system may reuse its number.
    public func detach() { thread.store(0, ordering: .relaxed) }

    /// Whether the loop may sleep; from now on, and until ``runPending()``, new work wakes it.
    public func prepareToSleep() -> Bool { mailbox.prepareToSleep() }

    /// Makes the descriptor unreadable again after it woke the loop.
    public func clearWakeUp() { mailbox.clearWakeUp() }

    /// Runs the pending work, and leaves work that it adds to the next turn: a task that only
    /// yields must not keep the loop from its events.
    public func runPending() {
        for work in mailbox.takeAll() { perform(work) }
    }

    /// Refuses further work, and runs the remaining work.
    public func closeAndRunPending() {
        for work in mailbox.close() { perform(work) }
    }

    /// Refuses further work, passes tasks to the default executor and drops closures.
    public func closeAndHandOver() {
        for case .job(let job) in mailbox.close() { globalConcurrentExecutor.enqueue(job) }
    }

    private func perform(_ work: Work) {
        switch work {
        case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
        case .closure(let closure): closure()
        }
    }
}
