import AccountsModel
import Attributes
import Audience
import AudienceModel
import TestSupport
import Testing

/// What items mean that leave something blank, and what the text of an object means.
@Suite struct BlankFieldTests {
    private static let known = #"[{"_user_id":"U"}]"#

    @Test(arguments: [" ", "   ", "\u{A0}", "\u{2003}\u{3000}", ""])
    func `an identifier of white space is none`(text: String) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            try await world.send(Self.known, to: crm)
            let contact = try await world.send(#"[{"_user_id":"\#(text)"}]"#, to: crm)
            #expect(contact.items.map { $0.errors.map(\.field) } == [["_user_id"]])
            #expect(contact.items.flatMap(\.errors).map(\.code) == ["field.missing"])
            let event = try await world.sendEvents(
                #"[{"_user_id":"U","_event_id":"\#(text)","_event_type":"visit"}]"#,
                to: crm
            )
            #expect(event.items.flatMap(\.errors).map(\.field) == ["_event_id"])
            #expect(event.items.flatMap(\.errors).map(\.code) == ["field.missing"])
        }
    }

    @Test(arguments: [#""""#, "null", "{}", #""{}""#])
    func `blank parameters and data say nothing`(blank: String) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            try await world.send(Self.known, to: crm)
            let report = try await world.sendEvents(
                #"[{"_user_id":"U","_event_id":"E","_event_type":"visit","#
                    + #""_event_parameters":\#(blank),"_user_data":\#(blank)}]"#,
                to: crm
            )
            #expect(report.acceptedCount == 1)
        }
    }

    @Test func `data of a contact may come as the text of its JSON`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            let report = try await world.sendEvents(
                #"[{"_user_id":"N","_event_id":"E","_event_type":"visit","#
                    + #""_user_data":"{\"_first_name\":\"Noa\"}"}]"#,
                to: crm
            )
            #expect(report.acceptedCount == 1)
            #expect(try await world.contact("N")?.values["_first_name"] == .text("Noa"))
        }
    }

    @Test func `an order may be told without a number of its own`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            let report = try await world.sendEvents(
                #"[{"_user_id":"U-2","_event_id":"ORD-55","_event_type":"ecommerce_order_create","#
                    + #""_event_date":"2026-03-01T10:00:00.000Z","#
                    + #""_user_data":{"_email":"leo@example.com"},"#
                    + #""_event_parameters":{"amount":18.4,"currency":"EUR"}}]"#,
                to: crm
            )
            #expect(report.items.flatMap(\.errors).isEmpty)
        }
    }

    @Test func `what a form left blank of a data source is not set`() async throws {
        try await AudienceWorld.with(.sqlite) { world in
            var profile = DataSourceProfile(name: " CRM ", defaultCountry: "")
            profile.details = "  "
            profile.locale = ""
            profile.timeZone = " Europe/Madrid "
            let source = try await world.service.sources.create(
                profile,
                in: world.project,
                by: "test"
            )
            #expect(source.profile.name == "CRM")
            #expect(source.profile.timeZone == "Europe/Madrid")
            #expect(source.profile.details == nil)
            #expect(source.profile.defaultCountry == nil)
            #expect(source.profile.locale == nil)
        }
    }
}
