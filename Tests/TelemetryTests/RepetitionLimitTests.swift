import Essentials
import Telemetry
import Testing

@Suite struct RepetitionLimitTests {
    private let sink = RecordingSink()
    private let clock = ManualClock()
    private var logger: Logger { Logger(sink: sink, clock: clock) }

    @Test func `a fault that goes on is written now and then, with the number of repetitions`() {
        let logger = logger
        for _ in 0..<600 {
            logger.error("the store failed", ["reason": "disk full"])
            clock.advance(by: .milliseconds(100))
        }
        #expect(sink.lines.count == 8)
        #expect(sink.lines.prefix(3).allSatisfy { !$0.contains("repeated") })
        #expect(sink.lines[3].contains(#""repeated":97"#))
        #expect(sink.lines[4].contains(#""repeated":99"#))
        #expect(sink.lines.joined().utf8.count < 60 * 1000 / 10)
    }

    @Test func `lines of another kind are not left out`() {
        let logger = logger
        for number in 0..<50 {
            logger.error("the store failed", ["reason": "disk full"])
            logger.warning("delivery unreadable", ["carrier": .string("c\(number)")])
            logger.with(["carrier": .string("d\(number)")]).warning("link lost")
        }
        #expect(sink.lines.count { $0.contains("the store failed") } == 3)
        #expect(sink.lines.count { $0.contains("unreadable") } == 50)
        #expect(sink.lines.count { $0.contains("link lost") } == 50)
    }

    @Test func `a fault that ended is written in full when it comes back`() {
        let logger = logger
        for _ in 0..<2 {
            for _ in 0..<3 { logger.error("the store failed") }
            clock.advance(by: .seconds(60))
        }
        #expect(sink.lines.count == 6)
        #expect(!sink.lines.joined().contains("repeated"))
    }

    @Test func `operation and requests are written in full`() {
        let logger = logger
        for _ in 0..<100 {
            logger.info("request")
            logger.withoutLimit.warning("request")
        }
        #expect(sink.lines.count == 200)
    }

    @Test func `the number of kinds is bounded, and a clock that goes back harms nothing`() {
        let logger = logger
        for number in 0..<5000 { logger.error("fault", ["number": .integer(number)]) }
        #expect(sink.lines.count <= 512 + 3)
        clock.advance(by: .seconds(-3600))
        logger.error("fault", ["number": 7])
        #expect(sink.lines.last?.contains(#""number":7"#) == true)
    }
}
