import TestSupport
import Testing

/// The commands for audiences beside a running server, whose memory is not theirs.
@Suite(.timeLimit(.minutes(5)))
struct AudienceCommandsTests {
    @Test(arguments: TestStore.allCases)
    func `a person is erased while the server runs`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        try await tenant.push(
            "events",
            #"[{"_user_id":"U-1","_event_id":"E","_event_type":"visit","_user_data":{}}]"#
        )
        let receipt = try await tenant.server.command("erase", "U-1", "--project", tenant.project)
        #expect(receipt.contacts == 1)
        #expect(receipt.events == 1)
        #expect(try await tenant.read("/audience/user/U-1").status == 404)
        let again = try await tenant.server.run(["erase", "U-1", "--project", tenant.project])
        #expect(again.status == 3)
    }

    @Test(arguments: TestStore.allCases)
    func `refused items are shown, mended and replayed while the server runs`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let place = ["--project", tenant.project, "--datasource", tenant.source]
        // Until the audience is in memory nobody knows whom it lacks, so the events are accepted.
        try await tenant.push(
            "events",
            #"[{"_user_id":"U-1","_event_id":"E-1","_event_type":"a"}]"#
        )
        try await tenant.push("contacts", #"[{"_user_id":"U-1","_email":"nowhere"}]"#)
        func items() async throws -> [JSON] {
            try await tenant.server.run(["quarantine", "list"] + place).json.elements
        }
        let refused = try await items()
        #expect(refused.map(\.code) == ["email.invalid", "contact.unknown"])
        let older = try await tenant.server.run(
            ["quarantine", "list", "--before", refused[0].id.string ?? ""] + place
        )
        #expect(older.json.elements.map(\.id) == [refused[1].id])
        let replayed = try await tenant.server.run(["quarantine", "replay"] + place)
        #expect(replayed.json == ["accepted": 0, "refused": 2])
        let contact = try #require(try await items().first { $0.stream == "contacts" }?.id.string)
        let mended = #"{"_user_id":"U-1","_email":"ada@example.com"}"#
        let project = ["--project", tenant.project]
        _ = try await tenant.server.run(
            ["quarantine", "fix", contact, "--item", mended] + project
        )
        let shown = try await tenant.server.run(["quarantine", "show", contact] + project)
        #expect(shown.json.item.string == mended)
        let first = try await tenant.server.run(
            ["quarantine", "replay", "--item", contact] + place
        )
        #expect(first.json == ["accepted": 1, "refused": 0])
        let rest = try await tenant.server.run(["quarantine", "replay"] + place)
        #expect(rest.json == ["accepted": 1, "refused": 0])
        #expect(try await items().isEmpty)
        #expect(try await tenant.read("/audience/user/U-1").status == 200)
    }

    @Test(arguments: TestStore.allCases)
    func `rules that nobody would heed are refused`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let rules = [
            #"{"blocked":["x"]}"#, #"{"mergeAttributes":"_email"}"#, #"{"mergeAttributes":[7]}"#,
            #"{"mergeAttributes":[{"attribute":"_email","most":3}]}"#,
            #"{"mergeAttributes":[{"attribute":"_email","normalisation":"none"}]}"#,
            #"{"mergeAttributes":["_nothing"]}"#, #"{"contactsPerCluster":"many"}"#,
            #"{"blockedValues":[7]}"#, #"{"blocksZeros":1}"#, #"{"separateUserIDs":["crm"]}"#,
            #"{"separateUserIDs":[99]}"#, #"{"consolidation":{"_nothing":"union"}}"#,
            #"{"consolidation":{"_city":"best"}}"#, "[]", "",
        ]
        for rule in rules {
            let outcome = try await tenant.server.run([
                "audience", "what-if", "--project", tenant.project, "--rules", rule,
            ])
            #expect(outcome.status == 2, "\(rule): \(outcome.errors)")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `data sources are listed by project`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let other = try await AudienceTenant(store)
        let found = try await tenant.server.command(
            "datasource",
            "list",
            "--project",
            tenant.project
        )
        #expect(found.elements.map(\.id.string) == [tenant.source])
        #expect(tenant.project != other.project)
    }
}
