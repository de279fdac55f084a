import Essentials
import Testing

@testable import SMPPSession

@Suite struct ReadingClockTests {
    private let start = Timestamp(seconds: 1000)

    @Test func `time without reading does not count`() {
        var clock = ReadingClock(at: start)
        clock.advance(to: start + .seconds(5))
        clock.stop()
        clock.advance(to: start + .seconds(25))
        #expect(clock.reading == start + .seconds(5))
        #expect(clock.moment(ofReading: start + .seconds(10)) == nil)
        clock.start()
        clock.advance(to: start + .seconds(26))
        #expect(clock.reading == start + .seconds(6))
        #expect(clock.moment(ofReading: start + .seconds(10)) == start + .seconds(30))
    }

    @Test func `a clock that is set back stands still`() {
        var clock = ReadingClock(at: start)
        clock.advance(to: start - .seconds(60))
        #expect(clock.now == start)
        #expect(clock.reading == start)
    }
}
