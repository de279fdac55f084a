import Essentials
import SMPPCodec
import Testing

@Suite struct SMPPTimeTests {
    private let now = moment("2026-01-31T12:00:00Z")

    @Test(
        arguments: [
            ("261121001530000+", "2026-11-21T00:15:30Z"),
            ("261121011530004+", "2026-11-21T00:15:30Z"),
            ("261120191530020-", "2026-11-21T00:15:30Z"),
            ("240229235959000+", "2024-02-29T23:59:59Z"),
            ("260101000000048+", "2025-12-31T12:00:00Z"),
            ("000101000000000+", "2000-01-01T00:00:00Z"),
        ]
    )
    func `a moment is read with its zone`(text: String, expected: String) throws {
        #expect(try #require(SMPPTime(text)).timestamp(from: now) == moment(expected))
    }

    @Test(
        arguments: [
            ("000000000000000R", "2026-01-31T12:00:00Z"),
            ("000001000000000R", "2026-02-01T12:00:00Z"),
            ("000000020305000R", "2026-01-31T14:03:05Z"),
            ("000100000000000R", "2026-02-28T12:00:00Z"),
            ("020100000000000R", "2028-02-29T12:00:00Z"),
            ("001300000000000R", "2027-02-28T12:00:00Z"),
            ("000000480000000R", "2026-02-02T12:00:00Z"),
            ("999999999999000R", "2133-08-11T16:40:39Z"),
        ]
    )
    func `a period is counted from now`(text: String, expected: String) throws {
        let time = try #require(SMPPTime(text))
        #expect(time.timestamp(from: now) == moment(expected))
        #expect(time.text == text)
    }

    @Test(
        arguments: [
            "", "2611210015", "261121001530000", "261121001530000*", "26112100153000+0",
            "261321001530000+", "261131001530000+", "260229001530000+", "261121241530000+",
            "261121006030000+", "261121001560000+", "261121001530049+", "2611210015300000+",
            "26112100153é00+", "-10000000000000R", "00000000000000aR",
        ]
    )
    func `what is no time is refused`(text: String) { #expect(SMPPTime(text) == nil) }

    @Test func `moments and periods survive their text`() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let tenths = Int64.random(in: 9_466_848_000...41_023_000_000, using: &generator)
            let moment = Timestamp(microseconds: tenths * 100_000)
            let text = SMPPTime.absolute(moment).text
            #expect(text.utf8.count == 16)
            #expect(SMPPTime(text) == .absolute(moment))
            let length = Duration.seconds(Int.random(in: 0...31 * 86_400, using: &generator))
            let time = try #require(SMPPTime(after: length))
            #expect(SMPPTime(time.text)?.timestamp(from: moment) == moment + length)
        }
    }

    @Test func `periods that do not fit are refused and others round up`() {
        #expect(SMPPTime(after: .seconds(-1)) == nil)
        #expect(SMPPTime(after: .seconds(31 * 86_400 + 1)) == nil)
        #expect(SMPPTime(after: .milliseconds(1))?.text == "000000000001000R")
    }
}
