import Glibc

/// A value that only one thread at a time can reach.
///
/// A pthread mutex: `Synchronization.Mutex` takes some 25 µs a lock under oversubscription on
/// Linux, where this takes 0.05 µs, and it raises false alarms in the thread sanitizer
/// (docs/decisions/0002-locks.md). A ``Monitor`` can also be waited for, and is bigger.
///
/// Never call out of the closure, and never await in it.
public final class Locked<Value>: @unchecked Sendable {
    // Safe to share: `value` is only touched between lock and unlock of `mutex`.
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    /// Creates the box with its first value.
    public init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
    }

    deinit {
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

    @usableFromInline func lock() { pthread_mutex_lock(mutex) }
    @usableFromInline func unlock() { pthread_mutex_unlock(mutex) }
    @usableFromInline var unguarded: Value {
        get { value }
        _modify { yield &value }
    }
}
