import Essentials
import EventLoop
import Loops
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct EventLoopTests {
    @Test func `posts of many threads arrive once, in each thread's order`() async throws {
        let loop = try EventLoop()
        let seen = Locked([[Int]](repeating: [], count: 8))
        await withTaskGroup { group in
            for sender in 0..<8 {
                group.addTask {
                    for number in 0..<2000 {
                        loop.run { seen.withLock { $0[sender].append(number) } }
                    }
                }
            }
        }
        try await waitUntil { seen.withLock { $0.allSatisfy { $0.count >= 2000 } } }
        await loop.stop()
        #expect(seen.withLock { $0.allSatisfy { $0 == Array(0..<2000) } })
    }

    @Test func `work runs on the loop's thread, and what it posts runs later`() async throws {
        let loop = try EventLoop()
        let order = Locked([String]())
        #expect(!loop.isCurrent)
        loop.run {
            #expect(loop.isCurrent)
            loop.run { order.withLock { $0.append("second") } }
            order.withLock { $0.append("first") }
        }
        try await waitUntil { order.withLock { $0.count } == 2 }
        #expect(order.withLock { $0 } == ["first", "second"])
        await loop.stop()
    }

    @Test func `a stopped loop refuses work, and may be stopped again`() async throws {
        let loop = try EventLoop()
        await loop.stop()
        await loop.stop()
        let isTaken = loop.run { Issue.record("a stopped loop ran work") }
        #expect(!isTaken)
    }

    @Test func `the end of a turn comes after all that the turn brought`() async throws {
        let loop = try EventLoop()
        let gate = Gate()
        let seen = Locked([Int]())
        loop.run { gate.pass() }
        try await waitUntil { gate.arrivals == 1 }
        for number in 1...3 {
            loop.run {
                loop.atEndOfTurn(Ending { seen.withLock { $0.append(-number) } })
                seen.withLock { $0.append(number) }
            }
        }
        gate.open()
        try await waitUntil { seen.withLock { $0.count } == 6 }
        #expect(seen.withLock { $0 } == [1, 2, 3, -1, -2, -3])
        await loop.stop()
    }

    @Test func `work that the end of a turn adds to it runs in the same turn`() async throws {
        let loop = try EventLoop()
        let seen = Locked([String]())
        loop.run {
            loop.run { seen.withLock { $0.append("next turn") } }
            loop.atEndOfTurn(
                Ending {
                    loop.atEndOfTurn(Ending { seen.withLock { $0.append("same turn") } })
                }
            )
        }
        try await waitUntil { seen.withLock { $0.count } == 2 }
        #expect(seen.withLock { $0 } == ["same turn", "next turn"])
        await loop.stop()
    }

    @Test func `timers fire once, in the order of their times`() async throws {
        let loop = try EventLoop()
        let fired = Locked([Int]())
        let begin = monotonicNanoseconds()
        loop.run {
            for milliseconds in [60, 20, 40] {
                loop.after(.milliseconds(milliseconds)) {
                    fired.withLock { $0.append(milliseconds) }
                }
            }
        }
        try await waitUntil { fired.withLock { $0.count } == 3 }
        #expect(fired.withLock { $0 } == [20, 40, 60])
        #expect(monotonicNanoseconds() - begin > 50_000_000)
        await loop.stop()
    }

    @Test func `a timer can be cancelled, set again, and set from its own action`() async throws {
        let loop = try EventLoop()
        let log = Locked([String]())
        loop.run {
            let cancelled = loop.after(.milliseconds(5)) { log.withLock { $0.append("wrong") } }
            cancelled.cancel()
            #expect(!cancelled.isSet)
            let moved = loop.after(.seconds(100)) { log.withLock { $0.append("moved") } }
            moved.set(after: .milliseconds(10))
            repeatThrice(on: loop, log)
        }
        try await waitUntil { log.withLock { $0.count } == 4 }
        #expect(Set(log.withLock { $0 }) == ["moved", "again 1", "again 2", "again 3"])
        await loop.stop()
    }

    @Test func `timers that are set when the loop stops never fire`() async throws {
        let loop = try EventLoop()
        loop.run { loop.after(.milliseconds(30)) { Issue.record("fired on a stopped loop") } }
        await loop.stop()
        let other = try EventLoop()
        let isLater = OneTimeSignal()
        other.run { other.after(.milliseconds(60)) { isLater.raise() } }
        await isLater.wait()
        await other.stop()
    }

    @Test func `a task that prefers the loop continues on its thread`() async throws {
        let loop = try EventLoop()
        let elsewhere = OneTimeSignal()
        let task = Task(executorPreference: loop.executor) {
            let before = loop.isCurrent
            await elsewhere.wait()
            return (before, loop.isCurrent)
        }
        elsewhere.raise()
        let (before, after) = await task.value
        #expect(before && after)
        await loop.stop()
        let late = Task(executorPreference: loop.executor) { loop.isCurrent }
        #expect(await late.value == false)
    }
}

private func repeatThrice(on loop: EventLoop, _ log: Locked<[String]>) {
    var count = 0
    var timer: LoopTimer?
    timer = LoopTimer(on: loop) {
        count += 1
        let name = "again \(count)"
        log.withLock { $0.append(name) }
        if count < 3 { timer?.set(after: .milliseconds(1)) } else { timer = nil }
    }
    timer?.set(after: .milliseconds(1))
}

private final class Ending: EndOfTurn {
    private let action: () -> Void

    init(_ action: @escaping () -> Void) { self.action = action }

    func turnEnds() { action() }
}
