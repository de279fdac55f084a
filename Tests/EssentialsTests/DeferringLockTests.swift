import Essentials
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DeferringLockTests {
    @Test func `a change that finds the value taken waits, and is made in order`() async throws {
        let lock = DeferringLock<[Int]>([])
        let gate = Gate()
        async let read: [Int] = onThread {
            lock.withLock { value in
                gate.pass()
                return value
            }
        }
        try await waitUntil { gate.arrivals == 1 }
        for number in 0..<10 { lock.change { $0.append(number) } }
        gate.open()
        #expect(await read.isEmpty)
        #expect(lock.withLock { $0 } == Array(0..<10))
    }

    @Test func `its holder learns that many changes wait, and the next one waits`() async throws {
        let lock = DeferringLock(0, mostPending: 4)
        let gate = Gate()
        let isDone = Locked(false)
        async let read: Void = onThread { lock.withLock { _ in gate.pass() } }
        try await waitUntil { gate.arrivals == 1 }
        lock.change { $0 += 1 }
        #expect(!lock.isPressed)
        for _ in 0..<3 { lock.change { $0 += 1 } }
        #expect(lock.isPressed)
        async let change: Void = onThread {
            lock.change { $0 += 1 }
            isDone.withLock { $0 = true }
        }
        #expect(!isDone.withLock { $0 })
        gate.open()
        _ = await (read, change)
        #expect(lock.withLock { $0 } == 5)
    }

    @Test func `many threads change and read it, and nothing is lost`() async throws {
        let lock = DeferringLock<[Int]>([], mostPending: 8)
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    await onThread { for _ in 0..<500 { _ = lock.withLock { $0.count } } }
                }
            }
            group.addTask {
                await onThread { for number in 0..<2_000 { lock.change { $0.append(number) } } }
            }
        }
        #expect(lock.withLock { $0 } == Array(0..<2_000))
    }

    /// The result of a body that may block, on a thread of its own.
    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            do { try WorkerThread("test") { continuation.resume(returning: body()) } } catch {
                preconditionFailure("\(error)")
            }
        }
    }
}
