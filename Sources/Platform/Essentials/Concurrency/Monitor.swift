import Glibc

/// A locked value that threads can wait for: a mutex with a condition.
///
/// Never call out of the closures, and never await in them.
public final class Monitor<Value>: @unchecked Sendable {
    // Safe to share: `value` is only touched between lock and unlock of `mutex`.
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// Creates the monitor with its first value.
    public init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs the closure with exclusive access to the value.
    @inlinable
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body(&unguarded)
    }

    /// Runs the closure until it returns a result, sleeping until a signal in between; nil when
    /// the time is over.
    @inlinable
    public func wait<Result>(
        upTo timeout: Duration? = nil,
        for attempt: (inout Value) -> Result?
    ) -> Result? {
        lock()
        defer { unlock() }
        var deadline: UInt64?
        while true {
            if let result = attempt(&unguarded) { return result }
            if let timeout, deadline == nil {
                guard timeout > .zero else { return nil }
                deadline = monotonicNanoseconds() + UInt64(timeout.wholeMicroseconds) * 1000
            }
            guard sleep(until: deadline) else { return attempt(&unguarded) }
        }
    }

    /// Wakes one waiting thread.
    public func signal() { pthread_cond_signal(condition) }

    /// Wakes all waiting threads.
    public func broadcast() { pthread_cond_broadcast(condition) }

    @usableFromInline internal func lock() { pthread_mutex_lock(mutex) }
    @usableFromInline internal func unlock() { pthread_mutex_unlock(mutex) }
    @usableFromInline internal var unguarded: Value {
        get { value }
        _modify { yield &value }
    }

    /// Sleeps until a signal; false when the deadline has passed.
    @usableFromInline
    internal func sleep(until deadline: UInt64?) -> Bool {
        guard let deadline else { return pthread_cond_wait(condition, mutex) == 0 }
        var time = timespec(
            tv_sec: Int(deadline / 1_000_000_000),
            tv_nsec: Int(deadline % 1_000_000_000)
        )
        return pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
    }
}
