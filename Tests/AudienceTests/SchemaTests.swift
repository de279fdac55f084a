import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import Filters
import JSONCoding
import TestSupport
import Testing

@Suite struct SchemaTests {
    private typealias Key = CatalogueEntry.Key

    @Test func `an attribute is declared, typed and labelled before any data`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            var patch = SchemaPatch()
            patch.dataType = "integer"
            patch.label = "Points"
            let isNew = try await world.set(Key(.attribute, "points"), patch)
            #expect(isNew)
            let report = try await world.send(
                #"[{"_user_id":"U1","points":"12"},{"_user_id":"U2","points":"many"}]"#,
                to: source
            )
            #expect(report.items.map { $0.errors.map(\.code) } == [[], ["value.invalid_number"]])
            let contact = try #require(try await world.contact("U1"))
            #expect(contact.values["points"] == .integer(12))
            let attribute = try #require(try await world.attribute("points"))
            #expect(attribute.definition.displayLabel == "Points")
            #expect(attribute.createdBy == nil)
        }
    }

    @Test func `a change of type converts what is stored and loses nothing`() async throws {
        for kind in TestStore.allCases {
            try await kind.withLocation { location in
                try await AudienceWorld.with(location) { world in
                    let source = try await world.source()
                    try await world.send(
                        #"[{"_user_id":"U1","code":7},{"_user_id":"U2","code":7.5}]"#,
                        to: source
                    )
                    try await world.retype(Key(.attribute, "code"), to: "string")
                    try await world.settle()
                    #expect(try await world.value("code", of: "U1") == .text("7"))
                    #expect(try await world.found("code", equals: "7.5") == ["U2"])
                    try await world.retype(Key(.attribute, "code"), to: "decimal")
                    try await world.settle()
                    #expect(try await world.value("code", of: "U1") == .decimal(7))
                }
                try await AudienceWorld.with(location, process: 5) { world async throws in
                    #expect(try await world.value("code", of: "U2") == .decimal(7.5))
                }
            }
        }
    }

    @Test func `a type that values do not fit is refused unless it is forced`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            try await world.send(
                #"[{"_user_id":"U1","size":"12"},{"_user_id":"U2","size":"large"}]"#,
                to: source
            )
            let key = Key(.attribute, "size")
            await #expect(throws: ServiceError.self) { try await world.retype(key, to: "integer") }
            try await world.retype(key, to: "integer", isForced: true)
            try await world.settle()
            #expect(try await world.value("size", of: "U1") == .integer(12))
            #expect(try await world.value("size", of: "U2") == nil)
            try await world.retype(key, to: "string")
            try await world.settle()
            #expect(try await world.value("size", of: "U2") == .text("large"))
        }
    }

    @Test func `a parameter is retyped in searches, timelines and aggregations`() async throws {
        for kind in TestStore.allCases {
            try await AudienceWorld.with(kind) { world in
                let source = try await world.source()
                try await world.send(#"[{"_user_id":"U1"}]"#, to: source)
                try await world.sell([("E1", #""10""#), ("E2", #""2.5""#)], source)
                let key = Key(.eventParameter, "amount", of: "sale")
                try await world.retype(key, to: "decimal")
                try await world.settle()
                #expect(try await world.sum("amount", of: "sale") == 12.5)
                try await world.sell([("E3", "1")], source)
                #expect(try await world.sum("amount", of: "sale") == 13.5)
            }
        }
    }

    @Test func `a deletion removes what is stored, and the name is free`() async throws {
        for kind in TestStore.allCases {
            try await kind.withLocation { location in
                try await AudienceWorld.with(location) { world in
                    let source = try await world.source()
                    let many = (1...60).map { #"{"_user_id":"U\#($0)","age":"old","kept":1}"# }
                    try await world.send("[\(many.joined(separator: ","))]", to: source)
                    try await world.remove(Key(.attribute, "age"))
                    #expect(try await world.attribute("age") == nil)
                    let rows = try await world.audienceStore.sourceContacts(
                        of: world.project.id,
                        after: 0,
                        limit: 100
                    )
                    let name = Array("age".utf8)
                    #expect(rows.count == 60)
                    #expect(rows.allSatisfy { !$0.payload.contains(name) })
                    try await world.send(#"[{"_user_id":"U1","age":41}]"#, to: source)
                    #expect(try await world.value("age", of: "U1") == .decimal(41))
                    #expect(try await world.value("age", of: "U2") == nil)
                }
                try await AudienceWorld.with(location, process: 5) { world async throws in
                    #expect(try await world.value("age", of: "U1") == .decimal(41))
                    #expect(try await world.value("kept", of: "U2") == .decimal(1))
                }
            }
        }
    }

    @Test func `a deleted event type takes its events along, which may come again`() async throws {
        for kind in TestStore.allCases {
            try await kind.withLocation { location in
                let configuration = AudienceConfiguration()
                try await AudienceWorld.with(location, configuration: configuration) { world in
                    let source = try await world.source()
                    try await world.send(#"[{"_user_id":"U1"}]"#, to: source)
                    try await world.sell((1...70).map { ("E\($0)", "\($0)") }, source)
                    try await world.sendEvents(
                        #"[{"_user_id":"U1","_event_id":"V1","_event_type":"visit"}]"#,
                        to: source
                    )
                    try await world.remove(Key(.eventType, "sale"))
                    let contact = try #require(try await world.contact("U1"))
                    let timeline = try await world.service.contacts.timeline(
                        of: contact.id,
                        in: world.project
                    )
                    #expect(timeline.rows.map(\.eventID) == ["V1"])
                    #expect(timeline.totalHits == 1)
                    try await world.sell([("E1", #""free""#)], source)
                    let again = try await world.service.contacts.timeline(
                        of: contact.id,
                        in: world.project
                    )
                    #expect(Set(again.rows.map(\.eventID)) == ["V1", "E1"])
                }
                try await AudienceWorld.with(location, process: 5) { world async throws in
                    let filter = EventFilter.everything
                    let page = try await world.service.search.searchEvents(
                        filter,
                        AudiencePaging(limit: 50),
                        in: world.project
                    )
                    #expect(page.totalHits == 2)
                }
            }
        }
    }

    @Test func `a deleted parameter is gone from every event`() async throws {
        for kind in TestStore.allCases {
            try await AudienceWorld.with(kind) { world in
                let source = try await world.source()
                try await world.send(#"[{"_user_id":"U1"}]"#, to: source)
                try await world.sell((1...30).map { ("E\($0)", "\($0)") }, source)
                try await world.remove(Key(.eventParameter, "amount", of: "sale"))
                let events = try await world.audienceStore.events(
                    of: world.project.id,
                    after: 0,
                    limit: 100
                )
                #expect(events.count == 30)
                #expect(events.allSatisfy { !$0.payload.contains(Array("amount".utf8)) })
                try await world.sell([("E31", #""dear""#)], source)
                let types = try await world.service.catalogue.eventTypes(of: world.project.id)
                let sale = try #require(types.first { $0.uid == "sale" })
                #expect(sale.parameter("amount")?.dataType == .string)
            }
        }
    }

    @Test func `what only deleted data used is free again`() async throws {
        for kind in TestStore.allCases {
            try await kind.withLocation { location in
                try await AudienceWorld.with(location) { world in
                    let (one, two) = (try await world.source("A"), try await world.source("B"))
                    for (source, letter) in [(one, "a"), (two, "b")] {
                        let keys = (1...100).map { "\"\(letter)\($0)\":1" }
                        try await world.send(
                            #"[{"_user_id":"X","_event":1}]"#,
                            to: source
                        )
                        try await world.send(
                            "[{\"_user_id\":\"X\",\(keys.joined(separator: ","))}]",
                            to: source
                        )
                    }
                    let full = try await world.send(
                        #"[{"_user_id":"Y","_city":"Vigo","more":1}]"#,
                        to: one
                    )
                    #expect(full.items[0].notices.map(\.code) == ["attribute.too_many"])
                    #expect(try await world.value("_city", of: "Y") == .text("Vigo"))
                    _ = try await world.service.ingest.removeContact("X", from: one, .sync)
                    try await world.send(#"[{"_user_id":"Y","more":1}]"#, to: one)
                    try await world.send(#"[{"_user_id":"Y","more":2}]"#, to: one)
                    #expect(try await world.value("more", of: "Y") == .decimal(2))
                }
                try await AudienceWorld.with(location, process: 5) { world async throws in
                    #expect(try await world.attribute("a1") == nil)
                    #expect(try await world.attribute("b1") != nil)
                    #expect(try await world.value("more", of: "Y") == .decimal(2))
                }
            }
        }
    }

    @Test func `one data source cannot use up the attributes of all`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let (one, two) = (try await world.source("A"), try await world.source("B"))
            let keys = (1...150).map { "\"k\($0)\":1" }.joined(separator: ",")
            let report = try await world.send("[{\"_user_id\":\"X\",\(keys)}]", to: one)
            #expect(report.items[0].notices.count == ItemNotices.most)
            #expect(report.acceptedCount == 1)
            let other = try await world.send(#"[{"_user_id":"Y","mine":1}]"#, to: two)
            #expect(other.items[0].notices.isEmpty)
            var patch = SchemaPatch()
            patch.dataType = "string"
            try await world.set(Key(.attribute, "declared"), patch)
            let last = try await world.send(#"[{"_user_id":"X","declared":"yes"}]"#, to: one)
            #expect(last.items[0].notices.isEmpty)
        }
    }

    @Test func `a project may prefer that surplus attributes refuse their item`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            try await world.service.rules.replace(
                #"{"dropsSurplus":false}"#,
                of: world.project,
                by: "test"
            )
            let keys = (1...101).map { "\"k\($0)\":1" }.joined(separator: ",")
            let report = try await world.send("[{\"_user_id\":\"X\",\(keys)}]", to: source)
            #expect(report.refusedCount == 1)
            #expect(try await world.attribute("k1") == nil)
        }
    }

    @Test func `what is hidden or disabled is stored no more, or not shown`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            try await world.send(#"[{"_user_id":"U1","a":1,"b":1}]"#, to: source)
            var hidden = SchemaPatch()
            hidden.isVisible = false
            try await world.set(Key(.attribute, "a"), hidden)
            var disabled = SchemaPatch()
            disabled.isEnabled = false
            try await world.set(Key(.attribute, "b"), disabled)
            try await world.send(#"[{"_user_id":"U1","a":2,"b":2}]"#, to: source)
            #expect(try await world.value("a", of: "U1") == .decimal(2))
            #expect(try await world.value("b", of: "U1") == .decimal(1))
            let attribute = try #require(try await world.attribute("a"))
            #expect(!attribute.definition.flags.contains(.visible))
        }
    }

    @Test func `built-in names are relabelled and hidden, and neither retyped nor deleted`()
        async throws
    {
        try await AudienceWorld.with(.sqlite) { world in
            var patch = SchemaPatch()
            patch.label = "Town"
            let isNew = try await world.set(Key(.attribute, "_city"), patch)
            #expect(!isNew)
            let city = try #require(try await world.attribute("_city"))
            #expect(city.definition.displayLabel == "Town")
            await #expect(throws: ServiceError.self) {
                try await world.retype(Key(.attribute, "_city"), to: "text")
            }
            await #expect(throws: ServiceError.self) {
                try await world.remove(Key(.attribute, "_city"))
            }
        }
    }

    @Test func `guessed types widen where nothing is lost, and are never cut`() async throws {
        for kind in TestStore.allCases {
            try await kind.withLocation { location in
                try await AudienceWorld.with(location) { world in
                    let source = try await world.source()
                    try await world.send(
                        #"[{"_user_id":"U1","note":"one","day":"2026-03-01"}]"#,
                        to: source
                    )
                    let report = try await world.send(
                        #"[{"_user_id":"U2","note":"two\nlines","day":"2026-03-01T10:30:00Z"}]"#,
                        to: source
                    )
                    #expect(report.refusedCount == 0)
                    #expect(try await world.found("note", equals: "two\nlines") == ["U2"])
                    #expect(try await world.found("day", equals: "2026-03-01") == ["U1", "U2"])
                    let refused = try await world.send(
                        #"[{"_user_id":"U3","_birthday":"1990-05-01T10:00:00Z"}]"#,
                        to: source
                    )
                    #expect(refused.refusedCount == 1)
                    let midnight = try await world.send(
                        #"[{"_user_id":"U3","_birthday":"1990-05-01T00:00:00Z"}]"#,
                        to: source
                    )
                    #expect(midnight.refusedCount == 0)
                }
                try await AudienceWorld.with(location, process: 5) { world async throws in
                    #expect(try await world.found("note", equals: "two\nlines") == ["U2"])
                    #expect(try await world.found("day", equals: "2026-03-01") == ["U1", "U2"])
                    #expect(try await world.attribute("day")?.definition.dataType == .datetime)
                }
            }
        }
    }

    @Test func `calls that were checked before a deletion are applied as they stand`() async throws
    {
        try await AudienceWorld.with(.sqlite) { world in
            let source = try await world.source()
            try await world.send(#"[{"_user_id":"U1","a":1}]"#, to: source)
            for round in 1...20 {
                async let sending: IngestReport = world.send(
                    "[{\"_user_id\":\"U\(round)\",\"a\":\(round)}]",
                    to: source
                )
                async let removing: Void = world.removeIfKnown(Key(.attribute, "a"))
                _ = try await sending
                try await removing
            }
            try await world.settle()
            let before = try await world.fingerprint()
            let columns = try await world.service.catalogue.filterCatalogue(of: world.project.id)
            if columns.attributes["a"] != nil {
                let found = try await world.filter(
                    #"{"type":"attribute_condition","key":"a","operator":"exists","values":[]}"#
                )
                let count = try await world.service.search.countContacts(
                    found,
                    in: world.project
                )
                #expect(count == before.count { $0.contains("key: \"a\"") })
            }
        }
    }
}

/// The most notices of an item.
private enum ItemNotices { static let most = 20 }

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard count >= part.count else { return false }
        return (0...count - part.count).contains { self[$0..<$0 + part.count].elementsEqual(part) }
    }
}
