import Glibc

/// Hands values from many threads to the one thread that waits for them, in batches.
///
/// A wake-up costs 10 to 40 µs, so everything that arrived while the receiver worked is taken at
/// once. The sender bounds what it sends; the mailbox only counts.
public final class Mailbox<Letter: Sendable>: @unchecked Sendable {
    // Safe to share: `letters`, `isClosed` and `isWaiting` are only touched under `mutex`.
    private var letters: [Letter] = []
    private var isClosed = false
    private var isWaiting = false
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// Creates an empty mailbox.
    public init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Adds a letter; after ``close()`` it is dropped, and the answer is false.
    @discardableResult
    public func send(_ letter: Letter) -> Bool {
        pthread_mutex_lock(mutex)
        guard !isClosed else {
            pthread_mutex_unlock(mutex)
            return false
        }
        letters.append(letter)
        let wakes = isWaiting
        isWaiting = false
        pthread_mutex_unlock(mutex)
        // After the unlock: the woken thread would only block on the mutex before.
        if wakes { pthread_cond_signal(condition) }
        return true
    }

    /// How many letters wait.
    public var count: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return letters.count
    }

    /// Takes all letters, waiting at most so long for the first; nil once closed and empty.
    public func takeAll(waitingAtMost patience: Duration?) -> [Letter]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if letters.isEmpty, !isClosed { wait(patience) }
        guard !letters.isEmpty else { return isClosed ? nil : [] }
        var taken: [Letter] = []
        swap(&taken, &letters)
        return taken
    }

    /// Refuses further letters; the receiver gets those that are there, then nil.
    public func close() {
        pthread_mutex_lock(mutex)
        isClosed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Waits under the lock until something arrives, the mailbox closes or the time is over.
    private func wait(_ patience: Duration?) {
        guard let patience else {
            while letters.isEmpty, !isClosed {
                isWaiting = true
                pthread_cond_wait(condition, mutex)
            }
            isWaiting = false
            return
        }
        guard patience > .zero else { return }
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let nanoseconds = Int64(deadline.tv_nsec) + patience.wholeMicroseconds * 1000
        deadline.tv_sec += Int(nanoseconds / 1_000_000_000)
        deadline.tv_nsec = Int(nanoseconds % 1_000_000_000)
        while letters.isEmpty, !isClosed {
            isWaiting = true
            guard pthread_cond_timedwait(condition, mutex, &deadline) == 0 else { break }
        }
        isWaiting = false
    }
}
