import Essentials
import Glibc

/// Waits until a condition holds; throws when it does not within the time.
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

/// A gate that holds up a thread until it is opened; once open it stays open.
public final class Gate: @unchecked Sendable {
    // Safe to share: a semaphore is made to be used by many threads.
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

    /// How many threads have come to the gate.
    public var arrivals: Int { entered.withLock { $0 } }

    /// Lets everyone pass, from now on.
    public func open() { sem_post(semaphore) }

    /// Blocks the thread while the gate is closed.
    public func pass() {
        entered.withLock { $0 += 1 }
        while sem_wait(semaphore) != 0 {}
        sem_post(semaphore)
    }
}
