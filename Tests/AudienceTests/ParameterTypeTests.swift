import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Filters
import JSONCoding
import TestSupport
import Testing

/// One parameter with other types in other event types.
@Suite struct ParameterTypeTests {
    @Test func `an event type that misuses a parameter breaks no figures of others`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            try await world.send(#"[{"_user_id":"U1"}]"#, to: source)
            try await world.sell([("E1", "10"), ("E2", "2.5")], source)
            try await world.sendEvents(
                """
                [{"_user_id":"U1","_event_id":"O1","_event_type":"oops",
                "_event_parameters":{"amount":"abc"}}]
                """,
                to: source
            )
            #expect(try await world.sum("amount", of: "sale") == 12.5)
            let sum = try await world.aggregate(#"{"type":"sum","key":"parameters.amount"}"#)
            #expect(sum == .value(.decimal(12.5)))
            let terms = try await world.aggregate(
                #"{"type":"terms","key":"parameters.amount"}"#
            )
            guard case .buckets(let buckets, let others, let missing) = terms else {
                Issue.record("no buckets")
                return
            }
            #expect(Set(buckets.map(\.key)) == [.decimal(10), .decimal(2.5), .text("abc")])
            #expect(others == 0 && missing == 0)
            let range = try await world.count(
                #"{"key":"parameters.amount","operator":"gt","values":[5]}"#
            )
            #expect(range == 1)
            let words = try await world.count(
                #"{"key":"parameters.amount","operator":"contains","values":["b"]}"#
            )
            #expect(words == 1)
            let others2 = try await world.count(
                #"{"key":"parameters.amount","operator":"not-equals","values":["abc"]}"#
            )
            #expect(others2 == 2)
        }
    }

    @Test func `buckets, others and missing values add up`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            try await world.send(#"[{"_user_id":"U1"}]"#, to: source)
            try await world.sell((1...6).map { ("E\($0)", $0 % 2 == 0 ? "null" : "\($0)") }, source)
            let terms = try await world.aggregate(
                #"{"type":"terms","key":"parameters.amount","size":2}"#
            )
            guard case .buckets(let buckets, let others, let missing) = terms else {
                Issue.record("no buckets")
                return
            }
            #expect(buckets.count == 2 && others == 1 && missing == 3)
        }
    }

    @Test func `events of one contact are found by either of its names`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let (one, two) = (try await world.source("A"), try await world.source("B"))
            for source in [one, two] {
                try await world.send(
                    #"[{"_user_id":"U1"},{"_user_id":"U2"}]"#,
                    to: source
                )
                for user in ["U1", "U2"] {
                    try await world.sendEvents(
                        "[{\"_user_id\":\"\(user)\",\"_event_id\":\"\(user)\","
                            + "\"_event_type\":\"sale\"}]",
                        to: source
                    )
                }
            }
            let id = try #require(try await world.contact("U1")).id
            let byID = try await world.count(
                #"{"key":"audience-id","operator":"equals","values":["\#(id)"]}"#
            )
            let byUser = try await world.count(
                #"{"key":"user-id","operator":"in","values":["U1","nobody"]}"#
            )
            let others = try await world.count(
                #"{"key":"user-id","operator":"not-equals","values":["U1"]}"#
            )
            #expect((byID, byUser, others) == (2, 2, 2))
            await #expect(throws: FilterError.self) {
                _ = try await world.filter(
                    """
                    {"type":"event_condition","where":{"type":"event_condition",
                    "key":"user-id","operator":"equals","values":["U1"]}}
                    """
                )
            }
        }
    }

    @Test func `a timeline is read page by page, each event once`() async throws {
        for count in [150, 1100] {
            try await AudienceWorld.with(.sqlite) { world in
                let source = try await world.source()
                try await world.send(#"[{"_user_id":"U1"}]"#, to: source)
                for start in stride(from: 0, to: count, by: 100) {
                    let events = (start..<min(start + 100, count)).map { number in
                        #"{"_user_id":"U1","_event_id":"E\#(number)","_event_type":"sale","#
                            + #""_event_date":"2026-01-0\#(1 + number % 3)T00:00:00Z"}"#
                    }
                    try await world.sendEvents("[\(events.joined(separator: ","))]", to: source)
                }
                let id = try #require(try await world.contact("U1")).id
                var seen: [String] = []
                var dates: [Timestamp] = []
                var cursor: String?
                repeat {
                    let page = try await world.service.contacts.timeline(
                        of: id,
                        in: world.project,
                        after: cursor,
                        limit: 37
                    )
                    seen += page.rows.map(\.eventID)
                    dates += page.rows.map(\.at)
                    cursor = page.cursor
                } while cursor != nil
                #expect(seen.count == count && Set(seen).count == count)
                #expect(dates == dates.sorted(by: >))
            }
        }
    }

    @Test func `whole numbers of 64 bits are kept, found and added exactly`() async throws {
        for kind in TestStore.allCases {
            try await kind.withLocation { location in
                try await AudienceWorld.with(location) { world in
                    let source = try await world.source()
                    try await world.send(
                        """
                        [{"_user_id":"U1","n":9007199254740993},
                        {"_user_id":"U2","n":9007199254740992},
                        {"_user_id":"U3","n":"9223372036854775807"},{"_user_id":"U4","n":1.5}]
                        """,
                        to: source
                    )
                    try await checkNumbers(world)
                    try await world.sell([("E1", "9007199254740993")], source)
                    #expect(
                        try await world.aggregate(#"{"type":"sum","key":"parameters.amount"}"#)
                            == .value(.integer(9_007_199_254_740_993))
                    )
                }
                try await AudienceWorld.with(location, process: 5) { world async throws in
                    try await checkNumbers(world)
                }
            }
        }
    }

    private func checkNumbers(_ world: AudienceWorld) async throws {
        #expect(try await world.found("n", equals: "9007199254740993") == ["U1"])
        #expect(try await world.found("n", equals: "9007199254740992") == ["U2"])
        #expect(try await world.found("n", equals: "9223372036854775807") == ["U3"])
        #expect(try await world.value("n", of: "U1") == .integer(9_007_199_254_740_993))
        var writer = JSONWriter()
        writer.attribute(try await world.value("n", of: "U2"))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "9007199254740992")
        let above = try await world.filter(
            """
            {"type":"attribute_condition","key":"n","operator":"gt",
            "values":[9007199254740992]}
            """
        )
        #expect(try await world.service.search.countContacts(above, in: world.project) == 2)
        let page = try await world.service.search.searchContacts(
            .everyone,
            AudiencePaging(sortField: "n", isAscending: false, limit: 4),
            in: world.project
        )
        #expect(page.rows.map { $0.members[0].userID } == ["U3", "U1", "U2", "U4"])
    }
}

extension AudienceWorld {
    /// The outcome of an aggregation over all events.
    func aggregate(_ json: String) async throws -> AggregationResult.Outcome? {
        let wanted = try Aggregation.parse(
            JSONDocument.parse(Array("{\"a\":\(json)}".utf8)),
            over: .events,
            catalogue: try await service.catalogue.filterCatalogue(of: project.id)
        )
        let rows = try await service.search.aggregateEvents(
            wanted,
            of: .everything,
            in: project
        )
        return rows.results.first?.outcome
    }

    /// How many events pass a condition.
    func count(_ condition: String) async throws -> Int {
        let filter = try await eventFilter(
            "{\"type\":\"event_condition\",\(condition.dropFirst())"
        )
        return try await service.search.searchEvents(
            filter,
            AudiencePaging(limit: 1),
            in: project
        ).totalHits
    }
}
