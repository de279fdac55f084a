import Essentials
import LongWork
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct WorkPoolTests {
    private let one = WorkOwner(organization: 1)
    private let two = WorkOwner(organization: 2)

    /// Computes until it is stopped.
    private static func endless(_ pace: Pace) -> Int {
        while pace.spend(1_000) {}
        return pace.spent
    }

    private static func tick(_ time: Locked<UInt64>) -> UInt64 {
        time.withLock { time in
            time += 1_000_000_000
            return time
        }
    }

    @Test func `a computation returns its result`() async throws {
        let pool = WorkPool()
        let sum = try await pool.run(for: one) { pace in
            (1...1_000).reduce(0) { sum, number in
                pace.spend(1)
                return sum + number
            }
        }
        #expect(sum == 500_500)
        pool.stop()
    }

    @Test func `a computation that never ends does not keep another from its turn`() async throws {
        let pool = WorkPool()
        let endless = (1...3).map { number in
            Task {
                try await pool.run(for: WorkOwner(organization: number)) { Self.endless($0) }
            }
        }
        try await waitUntil { pool.load.begun == 3 }
        for _ in 0..<20 {
            #expect(try await pool.run(for: WorkOwner(organization: 9)) { _ in 7 } == 7)
        }
        for task in endless { task.cancel() }
        for task in endless {
            await #expect(throws: WorkRefusal.cancelled) { _ = try await task.value }
        }
        try await waitUntil { pool.load.begun == 0 }
        pool.stop()
    }

    @Test func `a computation whose caller left before it began does not begin`() async throws {
        let pool = WorkPool()
        let hasRun = Locked(false)
        let endless = Task { [one] in try await pool.run(for: one) { Self.endless($0) } }
        try await waitUntil { pool.load.begun == 1 }
        let waiting = Task { [one] in
            try await pool.run(for: one) { _ in hasRun.withLock { $0 = true } }
        }
        try await waitUntil { pool.load.waiting == 1 }
        waiting.cancel()
        endless.cancel()
        await #expect(throws: WorkRefusal.cancelled) { try await waiting.value }
        #expect(!hasRun.withLock { $0 })
        pool.stop()
    }

    @Test func `a computation beyond its time is stopped, by the processor's clock`() async throws {
        var limits = WorkLimits()
        limits.time = .seconds(10)
        // The clock of this test moves a second at every look.
        let used = Locked<UInt64>(0)
        let pool = WorkPool(
            limits,
            readings: WorkPool.Readings(
                passed: { monotonicNanoseconds() },
                used: { Self.tick(used) }
            )
        )
        await #expect(throws: WorkRefusal.tooLong(.seconds(10))) {
            _ = try await pool.run(for: one) { Self.endless($0) }
        }
        pool.stop()
    }

    @Test func `a computation may stop itself`() async throws {
        let pool = WorkPool()
        await #expect(throws: WorkRefusal.interrupted) {
            _ = try await pool.run(for: one) { pace in
                pace.alsoStops = { true }
                return Self.endless(pace)
            }
        }
        pool.stop()
    }

    @Test func `a pool that was stopped refuses, and stops what runs`() async throws {
        let pool = WorkPool()
        let endless = Task { [one] in try await pool.run(for: one) { Self.endless($0) } }
        try await waitUntil { pool.load.begun == 1 }
        pool.stop()
        await #expect(throws: WorkRefusal.cancelled) { _ = try await endless.value }
        await #expect(throws: WorkRefusal.stopped) {
            _ = try await pool.run(for: two) { _ in 1 }
        }
    }

    @Test func `thousands of computations of many owners all end`() async throws {
        let pool = WorkPool(WorkLimits(processors: 4))
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<900 {
                group.addTask {
                    try await pool.run(for: WorkOwner(organization: Int64(number % 40))) { pace in
                        for _ in 0..<100 { pace.spend(1_000) }
                        return 1
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(total == 900)
        #expect(pool.load.begun == 0)
        pool.stop()
    }
}
