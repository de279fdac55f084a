import Glibc

/// A value that many threads may read at once, or one thread may change.
///
/// A pthread read-write lock, for values that take longer to read than a wake-up: for anything
/// shorter ``Locked`` is cheaper. Never call out of the closures, and never await in them.
public final class SharedLocked<Value>: @unchecked Sendable {
    // Safe to share: `value` is read only under the lock, and changed only under its exclusive
    // form.
    private var value: Value
    private let lock: UnsafeMutablePointer<pthread_rwlock_t>

    /// Who goes first when both wait.
    public enum Preference: Sendable {
        /// Readers pass a waiting writer; for short reads.
        case readers
        /// New readers queue behind a waiting writer, so that long reads cannot starve it.
        case writers
    }

    /// Creates the box with its first value.
    public init(_ value: sending Value, preferring preference: Preference = .readers) {
        self.value = value
        lock = .allocate(capacity: 1)
        var attributes = pthread_rwlockattr_t()
        pthread_rwlockattr_init(&attributes)
        if preference == .writers {
            pthread_rwlockattr_setkind_np(
                &attributes,
                Int32(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
            )
        }
        pthread_rwlock_init(lock, &attributes)
        pthread_rwlockattr_destroy(&attributes)
    }

    deinit {
        pthread_rwlock_destroy(lock)
        lock.deallocate()
    }

    /// Runs the closure while others may read, but not change, the value.
    public func withReadLock<Result, Failure: Error>(
        _ body: (Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_rwlock_rdlock(lock)
        defer { pthread_rwlock_unlock(lock) }
        return try body(value)
    }

    /// Runs the closure with exclusive access to the value.
    public func withWriteLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_rwlock_wrlock(lock)
        defer { pthread_rwlock_unlock(lock) }
        return try body(&value)
    }
}
