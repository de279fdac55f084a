import Essentials
import Testing

/// What the thread sanitizer must find nothing in, too (`Scripts/sanitize thread`).
@Suite struct LockedTests {
    @Test func `threads that count under one lock lose no count`() throws {
        let count = Locked(0)
        try atOnce { _ in count.withLock { $0 += 1 } }
        #expect(count.withLock { $0 } == 4000)
    }

    @Test func `readers see all or nothing of a change`() throws {
        let pair = SharedLocked((0, 0))
        let torn = Locked(0)
        try atOnce { turn in
            if turn.isMultiple(of: 4) {
                pair.withWriteLock { $0 = ($0.0 + 1, $0.1 + 1) }
            } else if pair.withReadLock({ $0.0 != $0.1 }) {
                torn.withLock { $0 += 1 }
            }
        }
        #expect(torn.withLock { $0 } == 0)
        #expect(pair.withReadLock { $0.1 } == 1000)
    }

    /// Runs the body 1000 times on each of four threads.
    private func atOnce(_ body: @escaping @Sendable (Int) -> Void) throws {
        let threads = try (0..<4).map { number in
            try WorkerThread("locked-\(number)") { for turn in 0..<1000 { body(turn) } }
        }
        for thread in threads { thread.join() }
    }
}
