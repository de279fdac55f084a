import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Filters
import JSONCoding
import TestSupport
import Testing

@Suite struct SearchTests {
    private static let inVigo = #"""
        {"type":"group","join":"and","children":[
        {"type":"attribute_condition","key":"_city","operator":"equals","values":["Vigo"]}]}
        """#

    /// Twenty people, of whom those with even numbers live in Vigo.
    private static func fill(_ world: AudienceWorld) async throws -> DataSource {
        let crm = try await world.source()
        let contacts = (0..<20).map { number in
            "{\"_user_id\":\"U\(number)\",\"score\":\(number),"
                + "\"_city\":\"\(number % 2 == 0 ? "Vigo" : "Lugo")\"}"
        }
        try await world.send("[\(contacts.joined(separator: ","))]", to: crm)
        return crm
    }

    @Test(arguments: TestStore.allCases)
    func `a search finds, sorts and counts exactly`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            _ = try await Self.fill(world)
            let filter = try await world.filter(Self.inVigo)
            #expect(filter.attributes == ["_city"])
            #expect(!filter.readsEvents)
            let page = try await world.service.search.searchContacts(
                filter,
                AudiencePaging(sortField: "score", isAscending: false, limit: 3, offset: 1),
                in: world.project
            )
            #expect(page.totalHits == 10)
            #expect(
                page.rows.map { $0.values["score"] } == [.decimal(16), .decimal(14), .decimal(12)]
            )
        }
    }

    @Test func `an error of a filter names its place`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let error = await #expect(throws: FilterError.self) {
                try await world.filter(
                    #"{"type":"attribute_condition","key":"_no","operator":"exists","values":[]}"#
                )
            }
            guard case .invalid(let errors)? = error.map(ServiceError.init) else { return }
            #expect(errors.first?.field == "root.key")
        }
    }

    @Test func `a scroll shows everybody once while data moves`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await Self.fill(world)
            let filter = try await world.filter(Self.inVigo)
            var shown: [String] = []
            var cursor: String?
            repeat {
                let page = try await world.service.search.scrollContacts(
                    filter,
                    AudiencePaging(limit: 3, cursor: cursor),
                    in: world.project
                )
                #expect(page.totalHits == 10)
                shown += page.rows.compactMap { contact in
                    guard case .text(let userID)? = contact.values["_user_id"] else { return nil }
                    return userID
                }
                cursor = page.cursor
                // Somebody moves away, and somebody else arrives.
                try await world.send(
                    "[{\"_user_id\":\"U18\",\"_city\":\"Lugo\"},"
                        + "{\"_user_id\":\"N\(shown.count)\",\"_city\":\"Vigo\"}]",
                    to: crm
                )
            } while cursor != nil
            #expect(shown == (0..<10).map { "U\($0 * 2)" })
        }
    }

    @Test(arguments: ["score", nil])
    func `a page whose answer was lost can be asked for again`(sortField: String?) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            _ = try await Self.fill(world)
            func page(_ cursor: String?) async throws -> AudiencePage<AudienceContact> {
                try await world.service.search.scrollContacts(
                    .everyone,
                    AudiencePaging(sortField: sortField, limit: 7, cursor: cursor),
                    in: world.project
                )
            }
            var cursor: String?
            var sizes: [Int] = []
            repeat {
                let shown = try await page(cursor)
                if cursor != nil {
                    let again = try await page(cursor)
                    #expect(again.rows.map(\.id) == shown.rows.map(\.id))
                    #expect(again.cursor == shown.cursor)
                }
                sizes.append(shown.rows.count)
                cursor = shown.cursor
            } while cursor != nil
            #expect(sizes == [7, 7, 6])
        }
    }

    @Test func `a cursor goes with its filter and for its time`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            _ = try await Self.fill(world)
            let page = try await world.service.search.scrollContacts(
                try await world.filter(Self.inVigo),
                AudiencePaging(limit: 3),
                in: world.project
            )
            let cursor = try #require(page.cursor)
            let vigo = try await world.filter(Self.inVigo)
            let wrong = ["what", "--", "\(cursor)0z-", "-\(cursor)", cursor.dropLast() + "-"]
            for (filter, cursor) in [(Filter.everyone, cursor)] + wrong.map({ (vigo, String($0)) })
            {
                await #expect(throws: ServiceError.self) {
                    try await world.service.search.scrollContacts(
                        filter,
                        AudiencePaging(limit: 3, cursor: cursor),
                        in: world.project
                    )
                }
            }
            world.clock.advance(by: .seconds(601))
            await #expect(throws: ServiceError.self) {
                try await world.service.search.scrollContacts(
                    try await world.filter(Self.inVigo),
                    AudiencePaging(limit: 3, cursor: cursor),
                    in: world.project
                )
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `events are found, scrolled and added up`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await Self.fill(world)
            let events = (0..<10).map { number in
                "{\"_user_id\":\"U\(number)\",\"_event_id\":\"E\(number)\","
                    + "\"_event_type\":\"visit\",\"_event_parameters\":{\"pages\":\(number)}}"
            }
            try await world.sendEvents("[\(events.joined(separator: ","))]", to: crm)
            let found = try await world.service.search.searchEvents(
                .everything,
                AudiencePaging(sortField: "pages", limit: 2),
                in: world.project
            )
            #expect(found.totalHits == 10)
            #expect(found.rows.map(\.eventID) == ["E9", "E8"])
            let arrived = (0..<10).map { "E\($0)" }
            for isAscending in [true, false] {
                var shown: [String] = []
                var cursor: String?
                repeat {
                    let page = try await world.service.search.scrollEvents(
                        .everything,
                        AudiencePaging(isAscending: isAscending, limit: 4, cursor: cursor),
                        in: world.project
                    )
                    shown += page.rows.map(\.eventID)
                    cursor = page.cursor
                } while cursor != nil
                #expect(shown == (isAscending ? arrived : arrived.reversed()))
            }
            let aggregations = try Aggregation.parse(
                ["total": ["type": "count"], "cities": ["type": "terms", "key": "_city"]],
                over: .contacts,
                catalogue: try await world.service.catalogue.filterCatalogue(of: world.project.id)
            )
            let aggregated = try await world.service.search.aggregateContacts(
                aggregations,
                of: .everyone,
                in: world.project
            )
            #expect(aggregated.totalHits == 20)
            #expect(aggregated.results.map(\.name) == ["total", "cities"])
        }
    }
}
