import Attributes
import Essentials
import Foundation
import Testing

@Suite struct TimeZoneRulesTests {
    @Test(arguments: ["Europe/Madrid", "America/New_York", "Asia/Kolkata", "Africa/Casablanca"])
    func `offsets are those of the time zone database`(name: String) throws {
        let rules = try #require(TimeZoneRules(name))
        let zone = try #require(TimeZone(identifier: name))
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            let second = Int64.random(in: 0..<4_000_000_000, using: &generator)
            #expect(
                rules.offset(at: Timestamp(seconds: second))
                    == Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))),
                "\(name) at \(second)"
            )
        }
    }

    @Test(arguments: ["Europe/Madrid", "America/St_Johns", "Pacific/Apia", "+05:30"])
    func `a wall clock's time is the moment again`(name: String) throws {
        let rules = try #require(TimeZoneRules(name))
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            let second = Int64.random(in: 0..<4_000_000_000, using: &generator)
            let moment = Timestamp(seconds: second)
            let again = rules.moment(local: rules.local(moment))
            #expect(rules.local(again) == rules.local(moment), "\(name) at \(second)")
            #expect(again <= moment)
        }
    }

    @Test func `a skipped time is later and a doubled one is the earlier`() throws {
        let madrid = try #require(TimeZoneRules("Europe/Madrid"))
        let skipped = try #require(DateText.moment("2026-03-29T02:30:00", in: madrid))
        #expect(skipped == Timestamp(iso8601: "2026-03-29T01:30:00Z"))
        let doubled = try #require(DateText.moment("2026-10-25T02:30:00", in: madrid))
        #expect(doubled == Timestamp(iso8601: "2026-10-25T00:30:00Z"))
    }

    @Test(arguments: ["", "Mars/Base", "+25:00", "EST", "Europe/Nowhere", "+5"])
    func `what is no zone is refused`(name: String) {
        #expect(TimeZoneRules(name) == nil)
    }
}
