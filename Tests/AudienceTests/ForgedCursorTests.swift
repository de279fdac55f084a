import Audience
import AudienceModel
import Essentials
import Filters
import JSONCoding
import TestSupport
import Testing

/// Cursors that come back changed: they are refused or lead somewhere, and never harm the server.
@Suite struct ForgedCursorTests {
    private static let extremes = ["0", "1", "zz", "1y2p0ij32e8e7", "1z141z3", "", "-1"]

    @Test(arguments: ["score", nil])
    func `a scroll through contacts takes any cursor`(sortField: String?) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            let items = (0..<9).map { #"{"_user_id":"U\#($0)","score":\#($0)}"# }
            try await world.send("[\(items.joined(separator: ","))]", to: crm)
            func page(_ cursor: String?) async throws -> AudiencePage<AudienceContact> {
                try await world.service.search.scrollContacts(
                    .everyone,
                    AudiencePaging(sortField: sortField, limit: 2, cursor: cursor),
                    in: world.project
                )
            }
            let cursor = try #require(try await page(nil).cursor)
            try await Self.forge(cursor) { _ = try await page($0) }
            #expect(try await page(cursor).rows.count == 2)
        }
    }

    @Test(arguments: [("in-last", "2026-05-27"), ("in-next", "2026-05-30")])
    func `a scroll through events takes any cursor`(word: String, day: String) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            try await world.send(#"[{"_user_id":"U"}]"#, to: crm)
            let events = (0..<9).map {
                #"{"_user_id":"U","_event_id":"E\#($0)","_event_type":"visit","#
                    + #""_event_date":"\#(day)"}"#
            }
            try await world.sendEvents("[\(events.joined(separator: ","))]", to: crm)
            let text =
                #"{"type":"event_condition","key":"event-date","operator":"\#(word)","#
                + #""values":[7,"days"]}"#
            let filter = try await world.eventFilter(text)
            func page(_ cursor: String?) async throws -> AudiencePage<AudienceEvent> {
                try await world.service.search.scrollEvents(
                    filter,
                    AudiencePaging(limit: 2, cursor: cursor),
                    in: world.project
                )
            }
            let cursor = try #require(try await page(nil).cursor)
            try await Self.forge(cursor) { _ = try await page($0) }
            #expect(try await page(cursor).rows.count == 2)
        }
    }

    /// Asks with every part of the cursor replaced by every extreme.
    private static func forge(
        _ cursor: String,
        _ ask: (String) async throws -> Void
    ) async throws {
        let parts = cursor.split(separator: "-").map(String.init)
        for index in parts.indices {
            for extreme in extremes {
                var forged = parts
                forged[index] = extreme
                do {
                    try await ask(forged.joined(separator: "-"))
                } catch ServiceError.invalid(let errors) {
                    #expect(errors.map(\.field) == ["cursor"])
                }
            }
        }
    }
}
