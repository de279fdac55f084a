import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import TestSupport
import Testing

@Suite struct StreamTests {
    @Test func `new names are typed on arrival and shown at once`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            try await world.send(
                #"[{"_user_id":"U","points":3,"birthday":"2001-02-03","tags":["a","b"]}]"#,
                to: crm
            )
            try await world.sendEvents(
                #"""
                [{"_user_id":"U","_event_id":"E","_event_type":"quiz",
                "_event_parameters":{"score":1}}]
                """#,
                to: crm
            )
            let attributes = try await world.service.catalogue.attributes(of: world.project.id)
            let custom = attributes.filter { $0.definition.flags.contains(.custom) }
            #expect(custom.map(\.definition.uid).sorted() == ["birthday", "points", "tags"])
            #expect(
                custom.sorted { $0.definition.uid < $1.definition.uid }.map(\.definition.dataType)
                    == [.date, .decimal, .string]
            )
            #expect(custom.allSatisfy { $0.createdBy == crm.id })
            let type = try await world.service.catalogue.eventTypes(of: world.project.id)
                .first { $0.uid == "quiz" }
            #expect(type?.parameters.map(\.name) == ["score"])
        }
    }

    @Test(
        arguments: [
            (#"{"_user_id":"U","points":"many"}"#, "points", "value.invalid_number"),
            (#"{"_user_id":"U","_nothing":1}"#, "_nothing", "attribute.unknown"),
            (#"{"_user_id":"U","_email":"no"}"#, "_email", "email.invalid"),
            (#"{"_user_id":"U","_phone_mobile":"12"}"#, "_phone_mobile", "phone.invalid"),
            (#"{"_user_id":"U","_country_code":"QQ"}"#, "_country_code", "country.invalid"),
            (
                #"{"_user_id":"U","_first_name":"a\u0000b"}"#, "_first_name",
                "value.control_character"
            ),
            (#"{"_user_id":"U","a b":1}"#, "a b", "attribute.name"),
            (#"{"_email":"a@example.com"}"#, "_user_id", "field.missing"),
            (#"{"_user_id":{}}"#, "_user_id", "value.wrong_type"),
            ("7", "", "item.wrong_type"),
        ]
    )
    func `a bad contact is refused by field and code, and kept`(
        item: String,
        field: String,
        code: String
    ) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            try await world.send(#"[{"_user_id":"V","points":1}]"#, to: crm)
            let report = try await world.send("[\(item),{\"_user_id\":\"W\"}]", to: crm)
            #expect(report.acceptedCount == 1)
            #expect(report.items[0].errors.map(\.field) == [field])
            #expect(report.items[0].errors.map(\.code) == [code])
            let kept = try await world.service.quarantine.items(of: crm)
            #expect(kept.map(\.code) == [code])
            let figures = try await world.service.sources.report(on: crm)
            #expect(figures.quarantinedCount == 1)
            #expect(figures.statistics.itemsRefused == 1)
            #expect(figures.contactsCount == 2)
        }
    }

    @Test(
        arguments: [
            (#"{"_user_id":"U","_event_type":"x"}"#, "_event_id"),
            (#"{"_user_id":"U","_event_id":"E"}"#, "_event_type"),
            (
                #"{"_user_id":"U","_event_id":"E","_event_type":"x","_event_date":"2026-02-30"}"#,
                "_event_date"
            ),
            (
                #"{"_user_id":"U","_event_id":"E","_event_type":"x","_event_parameters":[]}"#,
                "_event_parameters"
            ),
            (#"{"_user_id":"U","_event_id":"E","_event_type":"x","amount":3}"#, "amount"),
            (
                #"{"_user_id":"U","_event_id":"E","_event_type":"x","_user_data":{"_email":"x"}}"#,
                "_user_data._email"
            ),
        ]
    )
    func `a bad event is refused by field`(item: String, field: String) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            try await world.send(#"[{"_user_id":"U"}]"#, to: crm)
            let report = try await world.sendEvents("[\(item)]", to: crm)
            #expect(report.items[0].errors.map(\.field) == [field])
        }
    }

    @Test func `a call has 1 to 100 items`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            let items = Array(repeating: #"{"_user_id":"U"}"#, count: 101).joined(separator: ",")
            for call in ["[]", "[\(items)]"] {
                await #expect(throws: ServiceError.self) { try await world.send(call, to: crm) }
            }
        }
    }

    @Test func `the same contact twice in a call is applied in order`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            try await world.send(
                #"[{"_user_id":"U","a":"1","b":"1"},{"_user_id":"U","a":"2"}]"#,
                to: crm
            )
            let values = try #require(try await world.contact("U")).values
            #expect(values["a"] == .text("2"))
            #expect(values["b"] == .text("1"))
        }
    }

    @Test func `a dry run leaves nothing behind`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            let report = try await world.send(
                #"[{"_user_id":"U","fresh":1},{"_user_id":null}]"#,
                to: crm,
                .dryRun
            )
            #expect(report.isDryRun)
            #expect(report.acceptedCount == 1)
            #expect(try await world.contact("U") == nil)
            #expect(try await world.service.quarantine.items(of: crm).isEmpty)
            let attributes = try await world.service.catalogue.attributes(of: world.project.id)
            #expect(!attributes.contains { $0.definition.uid == "fresh" })
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a merge attribute joins, and can be tried before and never removed`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source("CRM")
            let shop = try await world.source("Shop")
            try await world.send(#"[{"_user_id":"A","_email":"a@example.com"}]"#, to: crm)
            try await world.send(#"[{"_user_id":"B","_email":"a@example.com"}]"#, to: shop)
            let rules = #"{"mergeAttributes":["_email"]}"#
            let forecast = try await world.service.rules.forecast(rules, in: world.project)
            #expect(forecast.peopleBefore == 2)
            #expect(forecast.peopleAfter == 1)
            #expect(forecast.merges == 1)
            try await world.service.rules.replace(rules, of: world.project, by: "test")
            try await world.settle()
            let contact = try #require(try await world.contact("A"))
            #expect(contact.members.map(\.userID) == ["A", "B"])
            let lineage = try await world.service.contacts.lineage(
                of: contact.id,
                in: world.project.id
            )
            #expect(lineage.joins.map(\.value) == ["a@example.com"])
            await #expect(throws: ServiceError.self) {
                try await world.service.rules.replace("{}", of: world.project, by: "test")
            }
        }
    }

    @Test func `a shared value that joins nobody is told with its reason`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let (crm, shop) = (try await world.source("CRM"), try await world.source("Shop"))
            let rules = #"{"mergeAttributes":[{"attribute":"_email","contactsPerValue":2}]}"#
            try await world.service.rules.replace(rules, of: world.project, by: "test")
            let office = #""_email":"office@example.com""#
            try await world.send(
                #"[{"_user_id":"A",\#(office)},{"_user_id":"B",\#(office)}]"#,
                to: crm
            )
            try await world.send(#"[{"_user_id":"C",\#(office)}]"#, to: shop)
            try await world.settle()
            let contact = try #require(try await world.contact("C"))
            let lineage = try await world.service.contacts.lineage(
                of: contact.id,
                in: world.project.id
            )
            #expect(lineage.joins.isEmpty)
            let idle = try #require(lineage.unjoined.first)
            #expect(idle.value == "office@example.com")
            #expect(idle.reason == "sharedByTooMany")
            #expect(idle.contactsCount == 3)
            #expect(idle.contact == SourceContactKey(dataSource: shop.id, userID: "C"))
        }
    }

    @Test func `too much that waits is refused`() async throws {
        var configuration = AudienceConfiguration()
        configuration.backlogItems = 1
        try await TestStore.sqlite.withLocation { location in
            try await AudienceWorld.with(location, configuration: configuration) { world in
                let crm = try await world.source()
                await #expect(throws: ServiceError.overloaded("too many items wait to be applied"))
                {
                    try await world.send(#"[{"_user_id":"A"},{"_user_id":"B"}]"#, to: crm)
                }
                try await world.send(#"[{"_user_id":"A"}]"#, to: crm)
                try await world.send(#"[{"_user_id":"B"}]"#, to: crm)
            }
        }
    }
}
