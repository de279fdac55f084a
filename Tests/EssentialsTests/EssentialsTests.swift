import Essentials
import Testing

@Suite struct TimestampTests {
    @Test func `a moment is written in ISO 8601 and read back`() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<10_000 {
            let moment = Timestamp(
                seconds: Int64.random(in: 0..<253_402_300_800, using: &generator)
            )
            #expect(Timestamp(iso8601: moment.iso8601) == moment)
        }
    }

    @Test(arguments: [
        ("2026-04-21T10:15:00Z", 1_776_766_500_000_000),
        ("2026-04-21T12:15:00+02:00", 1_776_766_500_000_000),
        ("2026-04-21T10:15:00.25Z", 1_776_766_500_250_000),
        ("2026-04-21T10:15Z", 1_776_766_500_000_000),
        ("1970-01-01T00:00:00Z", 0),
    ])
    func `a date and time with a zone is read`(text: String, microseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026-04-21", "2026-04-21T10:15:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-04-21T24:00:00Z", "2026-04-21T10:15:00Zx", "2026-04-21T10:15:00.Z", "tomorrow",
    ])
    func `a text that is no moment is refused`(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }
}

@Suite struct ObjectIDTests {
    @Test func `ids of one source grow even when the clock goes back`() {
        let clock = ManualClock()
        let source = IDSource(clock: clock, process: 0x12_3456_789A)
        var last = source.next()
        for step in 0..<1000 {
            clock.advance(by: .milliseconds(step % 3 == 0 ? -700 : 400))
            let next = source.next()
            #expect(last < next)
            #expect(last.description < next.description)
            last = next
        }
    }

    @Test func `ids grow across a restart within one second`() {
        let clock = ManualClock()
        var last: ObjectID?
        for process in 1...20 {
            let source = IDSource(clock: clock, process: UInt64(100 - process))
            for _ in 0..<100 {
                let next = source.next()
                if let last { #expect(last < next) }
                last = next
            }
            clock.advance(by: .milliseconds(40))
        }
    }

    @Test func `an id survives its text and its octets`() {
        let source = IDSource(clock: ManualClock(), process: 0xFE_DCBA_9876)
        for _ in 0..<100 {
            let id = source.next()
            #expect(ObjectID(id.description) == id)
            #expect(ObjectID(id.description.uppercased()) == id)
            #expect(ObjectID(bytes: id.bytes) == id)
            #expect(id.description.count == 24)
        }
        #expect(ObjectID("65f0c1a2b3c4d5e6f7a8b9c") == nil)
        #expect(ObjectID("65f0c1a2b3c4d5e6f7a8b9c0x") == nil)
        #expect(ObjectID("65f0c1a2b3c4d5e6f7a8b9cg") == nil)
    }
}

@Suite struct TokenBucketTests {
    @Test func `a bucket lets its rate pass over any stretch of time`() {
        var now = Timestamp(seconds: 100)
        var bucket = TokenBucket(capacity: 10, refillPerSecond: 5, at: now)
        var passed = 0
        for _ in 0..<1000 {
            if bucket.take(at: now) { passed += 1 }
            now = now + .milliseconds(10)
        }
        #expect(passed >= 59 && passed <= 60)
    }
}

extension TokenBucketTests {
    @Test func `more than a bucket holds passes once it is full, and is paid for afterwards`() {
        let start = Timestamp(seconds: 100)
        var bucket = TokenBucket(capacity: 100, refillPerSecond: 100, at: start)
        var taken = [bucket.take(254, at: start), bucket.take(at: start)]
        #expect(taken == [true, false])
        let wait = bucket.wait(at: start) + .microseconds(1)
        #expect(abs(wait.inSeconds - 1.55) < 0.001)
        taken = [bucket.take(at: start + wait), bucket.take(254, at: start + wait)]
        #expect(taken == [true, false])
        let refilled = start + wait + bucket.wait(for: 254, at: start + wait) + .microseconds(1)
        #expect(abs((refilled - start).inSeconds - 2.55) < 0.001)
        taken = [bucket.take(254, at: refilled)]
        #expect(taken == [true])
    }

    @Test func `an empty bucket gives nothing`() {
        let start = Timestamp(seconds: 100)
        var bucket = TokenBucket(capacity: 0, refillPerSecond: 0, at: start)
        let taken = bucket.take(at: start)
        #expect(!taken)
        let wait = bucket.wait(at: start)
        #expect(wait == .seconds(3600))
    }
}
