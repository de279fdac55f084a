import AccountsModel
import Audience
import AudienceModel
import TestSupport
import Testing

/// The events of a person, of however many there are.
@Suite struct TimelineTests {
    @Test(arguments: [5, 20])
    func `the latest events are shown, whatever the order in which they arrived`(
        calls: Int
    ) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let (crm, shop) = (try await world.source(), try await world.source("Shop"))
            // A history that is imported with its newest events first.
            for call in 0..<calls {
                let events = (0..<100).map { place in
                    let age = call * 100 + place
                    return #"{"_user_id":"U","_event_id":"E\#(age)","_event_type":"visit","#
                        + #""_event_date":"\#(Self.date(minutesAgo: age))","_user_data":{}}"#
                }
                let source = call % 2 == 0 ? crm : shop
                try await world.sendEvents("[\(events.joined(separator: ","))]", to: source, [])
            }
            try await world.settle()
            let contact = try #require(try await world.contact("U"))
            let timeline = try await world.service.contacts.timeline(
                of: contact.id,
                in: world.project,
                limit: 150
            )
            #expect(timeline.totalHits == calls * 100)
            #expect(timeline.rows.map(\.eventID) == (0..<150).map { "E\($0)" })
        }
    }

    private static func date(minutesAgo age: Int) -> String {
        let minute = 30 * 24 * 60 - age
        let (day, hour) = (1 + minute / 1440, minute % 1440 / 60)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2026-01-\(two(day))T\(two(hour)):\(two(minute % 60)):00Z"
    }
}
