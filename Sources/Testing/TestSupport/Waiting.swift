import Essentials
import Glibc

/// Waits until a condition holds; throws if it does not within the limit.
public func waitUntil(
    within limit: Duration = .seconds(20),
    _ condition: () async throws -> Bool
) async throws {
    let end = monotonicNanoseconds() + UInt64(limit.wholeMicroseconds) * 1000
    while try await !condition() {
        guard monotonicNanoseconds() < end else {
            throw TestSupportError("the condition did not hold within \(limit)")
        }
        try await Task.sleep(for: .milliseconds(1))
    }
}

/// A gate that blocks threads until it is opened; it stays open.
public final class Gate: @unchecked Sendable {
    // Safe to share: semaphores are for use by many threads.
    private let semaphore: UnsafeMutablePointer<sem_t>
    private let entered = Locked(0)

    /// Creates a closed gate.
    public init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// The number of threads that have reached the gate.
    public var arrivals: Int { entered.withLock { $0 } }

    /// Lets all threads pass from now on.
    public func open() { sem_post(semaphore) }

    /// Blocks the thread while the gate is closed.
    public func pass() {
        entered.withLock { $0 += 1 }
        while sem_wait(semaphore) != 0 {}
        sem_post(semaphore)
    }
}
