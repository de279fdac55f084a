import Essentials
import Testing

/// The time of a server while the machine's clock jumps.
@Suite struct ServerClockTests {
    private let machine = ManualClock()
    private let steady = ManualClock(Timestamp(seconds: 1000))
    private let days = Duration.seconds(3 * 86_400)

    private func clock() -> ServerClock {
        let steady = steady
        return ServerClock(machine: machine, steady: { steady.now })
    }

    /// Lets real time pass, and looks twice a second.
    private func wait(_ seconds: Int, _ clock: ServerClock) -> [ClockGuard.Finding] {
        (0..<seconds * 2).map { _ in
            machine.advance(by: .milliseconds(500))
            steady.advance(by: .milliseconds(500))
            return clock.look()
        }
    }

    @Test(arguments: [3 * 86_400, -3600, 5, -5])
    func `a jump there and back changes nothing, and is told twice`(seconds: Int64) {
        let clock = clock()
        let start = clock.now
        machine.advance(by: .seconds(seconds))
        #expect(wait(5, clock).filter { $0 != .steady } == [.jumped(.seconds(seconds))])
        #expect(clock.now == start + .seconds(5))
        machine.advance(by: .seconds(-seconds))
        #expect(wait(600, clock).filter { $0 != .steady } == [.jumped(.seconds(-seconds))])
        #expect(clock.now == start + .seconds(605))
        #expect(clock.reading.moved == .zero)
    }

    @Test(arguments: [3 * 86_400, -3600])
    func `a jump that stays is followed, and readers learn of the step`(seconds: Int64) {
        let clock = clock()
        machine.advance(by: .seconds(seconds))
        let findings = wait(62, clock).filter { $0 != .steady }
        #expect(findings.first == .jumped(.seconds(seconds)))
        #expect(findings.dropFirst().allSatisfy { $0 == .stayed(.seconds(seconds)) })
        #expect(findings.count > 1)
        #expect(clock.now == machine.now + .seconds(-seconds))
        clock.follow(.seconds(seconds))
        #expect(clock.reading == ClockReading(now: machine.now, moved: .seconds(seconds)))
        #expect(wait(5, clock).allSatisfy { $0 == .steady })
    }

    @Test func `small corrections are followed at once`() {
        let clock = clock()
        machine.advance(by: .milliseconds(700))
        #expect(clock.look() == .steady)
        #expect(clock.now == machine.now)
        machine.advance(by: .milliseconds(-300))
        #expect(clock.look() == .steady)
        #expect(clock.now == machine.now)
    }

    @Test func `a jump during another is told, and the patience begins again`() {
        let clock = clock()
        machine.advance(by: days)
        _ = wait(50, clock)
        machine.advance(by: days)
        #expect(wait(50, clock).filter { $0 != .steady } == [.jumped(days)])
        #expect(wait(12, clock).last == .stayed(days * 2))
    }

    @Test func `a process goes on with the time of the one before`() {
        let first = clock()
        machine.advance(by: days)
        _ = wait(2, first)
        let mark = first.mark(boot: "b")
        steady.advance(by: .seconds(3))
        let second = clock()
        #expect(second.now == machine.now)
        second.resume(mark)
        #expect(second.now == mark.time + .seconds(3))
        #expect(second.now == first.now)
        // A mark from the future of the steady clock is of another boot.
        let third = clock()
        third.resume(ClockMark(boot: "b", sinceBoot: steady.now + .seconds(1), time: mark.time))
        #expect(third.now == machine.now)
    }

    @Test func `identifiers stay unique and ordered, whatever the clock does`() {
        let clock = clock()
        let ids = IDSource(clock: clock, process: 7)
        var generator = SeededGenerator(seed: 3)
        var last = ids.next()
        for _ in 0..<2000 {
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: machine.advance(by: days)
            case 1: machine.advance(by: .seconds(-3600))
            default: machine.advance(by: .milliseconds(10))
            }
            steady.advance(by: .milliseconds(Int.random(in: 0..<4000, using: &generator)))
            if case .stayed(let step) = clock.look() { clock.follow(step) }
            let next = ids.next()
            #expect(next > last)
            last = next
        }
    }

    @Test func `a bucket goes on filling after its clock was set back`() {
        let start = Timestamp(seconds: 1_000_000)
        var bucket = TokenBucket(capacity: 1, refillPerSecond: 10, at: start)
        let back = start + .seconds(-3600)
        let moments = [start, back, back + .milliseconds(200)]
        #expect(moments.map { bucket.take(at: $0) } == [true, false, true])
    }
}
