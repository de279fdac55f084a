import AccountsModel
import Attributes
import Audience
import AudienceModel
import Essentials
import TestSupport
import Testing

/// Whether refused items of an erased person go with the person, in whatever form they came.
@Suite struct ErasureTests {
    private static let person =
        #"[{"_user_id":77,"_email":"ana@example.com","_phone_mobile":"+34600000001"},"#
        + #"{"_user_id":"a\"b\\c"},{"_user_id":"V","_email":"vera@example.com"},"#
        + #"{"_user_id":"M","_phone_mobile":"+52 1 55 1234 5678"}]"#

    @Test(arguments: [
        #"{"_user_id":77,"_birthday":"never"}"#,
        #"{"_user_id":"77","_birthday":"never"}"#,
        #"{"_user_id":"W","_email":"ANA@Example.com","_birthday":"never"}"#,
        #"{"_user_id":"W","_phone_mobile":"600 000 001","_birthday":"never"}"#,
        #"{"_user_id":"W","_phone_mobile":34600000001,"_birthday":"never"}"#,
        #"{"_user_id":"W","note":"call 0034 600000001, ana@example.com","_birthday":"never"}"#,
        #"{"_user_id":"W","tags":[["x",{"y":77}]],"_birthday":"never"}"#,
    ])
    func `a refused item goes with its person, however it names the person`(
        item: String
    ) async throws {
        try await Self.erase("77", item) { receipt, left in
            #expect(receipt.quarantinedCount == 1)
            #expect(left.isEmpty)
        }
    }

    @Test(arguments: [
        #"{"_user_id":"W","_phone_mobile":"+525512345678","_birthday":"never"}"#,
        #"{"_user_id":"W","_phone_mobile":"5215512345678","_birthday":"never"}"#,
        #"{"_user_id":"W","_phone_mobile":"1 55 1234 5678","_birthday":"never"}"#,
        #"{"_user_id":"W","_phone_mobile":"55\u00a01234\u20115678","_birthday":"never"}"#,
    ])
    func `a refused item goes with its person in every spelling of the number`(
        item: String
    ) async throws {
        try await Self.erase("M", item) { receipt, left in
            #expect(receipt.quarantinedCount == 1)
            #expect(left.isEmpty)
        }
    }

    @Test func `a name that JSON escapes is found`() async throws {
        let item = #"{"_user_id":"a\"b\\c","_birthday":"never"}"#
        try await Self.erase("a\"b\\c", item) { receipt, left in
            #expect(receipt.quarantinedCount == 1)
            #expect(left.isEmpty)
        }
    }

    @Test(arguments: [
        #"{"_user_id":"V","_birthday":"never"}"#, #"{"_user_id":777,"_birthday":"never"}"#,
        #"{"_user_id":"W","_phone_mobile":"600000009","_birthday":"never"}"#,
        #"{"_user_id":"W","_phone_mobile":"0001","_birthday":"never"}"#,
    ])
    func `an item of somebody else stays`(item: String) async throws {
        try await Self.erase("77", item) { receipt, left in
            #expect(receipt.quarantinedCount == 0)
            #expect(left.count == 1)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a call that was not applied is a trace, one that came later is none`(
        kind: TestStore
    ) async throws {
        try await AudienceWorld.with(kind) { world in
            var octets = ValueEncoder()
            octets.text("Ana@Example.com")
            let entry = IngestEntry(
                id: world.ids.next(),
                project: world.project.id,
                dataSource: nil,
                itemsCount: 1,
                acceptedAt: world.clock.now,
                payload: octets.bytes
            )
            let later = world.ids.next()
            try await world.audienceStore.take(IngestIntake(entry: entry))
            func traces(_ text: String, before id: ObjectID) async throws -> [String] {
                try await world.audienceStore.traces(
                    of: [],
                    texts: [text],
                    before: id,
                    in: world.project.id
                )
            }
            let found = try await traces("ana@example.com", before: later)
            #expect(found == ["1 rows of ingest_log mention the person"])
            #expect(try await traces("ana@example.com", before: entry.id).isEmpty)
            #expect(try await traces("na@example.co", before: later).isEmpty)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `removing a person by an act removes refused items too`(kind: TestStore) async throws {
        try await AudienceWorld.with(kind) { world in
            let crm = try await world.source()
            try await world.send(Self.person, to: crm)
            try await world.send(#"[{"_user_id":"77","_birthday":"never"}]"#, to: crm)
            let contact = try #require(try await world.contact("77"))
            let action = ContactAction(.deleteContact, contact.id, actor: "test")
            _ = try await world.service.actions.perform(action, in: world.project.id, .sync)
            #expect(try await world.contact("77") == nil)
            #expect(try await world.service.quarantine.items(of: crm).isEmpty)
        }
    }

    private static func erase(
        _ userID: String,
        _ item: String,
        _ check: (ErasureReceipt, [QuarantinedItem]) throws -> Void
    ) async throws {
        try await AudienceWorld.with(.sqlite) { world in
            let crm = try await world.source()
            try await world.send(person, to: crm)
            let report = try await world.send("[\(item)]", to: crm)
            #expect(report.refusedCount == 1)
            let contact = try #require(try await world.contact(userID))
            let receipt = try await world.service.actions.erase(
                contact.id,
                in: world.project.id,
                by: "test"
            )
            try check(receipt, try await world.service.quarantine.items(of: crm))
        }
    }
}
