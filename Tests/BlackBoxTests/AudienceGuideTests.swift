import Foundation
import TestSupport
import Testing

/// The vendor's Ingest and Product quickstarts, pasted: only host and values differ.
@Suite(.timeLimit(.minutes(5)))
struct AudienceGuideTests {
    @Test(arguments: TestStore.allCases)
    func `the quickstarts' commands load a contact, find it and read its events`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let ingest = [
            "BASE": "http://127.0.0.1:\(tenant.server.port)\(tenant.stream.dropLast(7))",
            "INSTASENT_TOKEN": tenant.writer,
        ]
        var product = [
            "BASE": "http://127.0.0.1:\(tenant.server.port)\(tenant.base)",
            "INSTASENT_TOKEN": tenant.product,
        ]
        let verified = try await run(AudienceGuides.verify, ingest)
        #expect(verified.status == 200)
        #expect(
            verified.body.names == ["datasource", "organization", "project", "stream", "token"]
        )
        let contact = try await run(AudienceGuides.contact, ingest)
        #expect(contact.status == 202)
        #expect(contact.body.entity.items == [["status": "success", "_user_id": "USER-123"]])
        // Unlike a reader of the page, the suite does not wait between two steps.
        try await tenant.push("contacts", #"[{"_user_id":"USER-0"}]"#)
        let event = try await run(AudienceGuides.event, ingest)
        #expect(event.status == 202)
        #expect(event.body.entitiesSuccess == 1)
        let embedded = try await tenant.push("events", "[\(AudienceGuides.embeddedEvent)]")
        #expect(embedded.status == 202)

        let project = try await run(AudienceGuides.project, product)
        #expect(project.status == 200)
        #expect(project.body.entity.uid.string == tenant.project)
        let found = try await run(AudienceGuides.search, product)
        #expect(found.status == 200)
        #expect(found.body.entity._user_id == "USER-123")
        #expect(found.body.entity._first_name == "Ada")
        #expect(found.body.entity._email == "ada@example.com")
        #expect(found.body.entity._phone_mobile == "+34600000000")
        #expect(found.body.entities[0].attributesData.plan == "pro")
        let id = try #require(found.body.entity.id.string)
        product["AUDIENCE_ID"] = id
        let events = try await run(AudienceGuides.events, product)
        #expect(events.status == 200)
        #expect(events.body.entities[0].eventId == "ORDER-987")
        #expect(events.body.entities[0].parameters.product_sku == "SKU-42")

        let deleted = try await run(AudienceGuides.deletion, ingest)
        #expect(deleted.status == 202)
        #expect(deleted.body.accepted == [["position": 0, "item": "USER-123"]])
        try await tenant.push("contacts", #"[{"_user_id":"USER-0"}]"#)
        let gone = try await run(AudienceGuides.search, product)
        #expect(gone.status == 404)
    }

    /// Runs a command of the guide as a shell would; curl's own settings make it tell the status.
    private func run(
        _ command: String,
        _ values: [String: String]
    ) async throws -> (status: Int?, body: JSON) {
        let folder = try TemporaryFolder()
        try "silent\nwrite-out = \"\\n%{http_code}\"\n"
            .write(toFile: folder.file(".curlrc"), atomically: true, encoding: .utf8)
        let outcome = try await ChildProcess.run(
            ["env", "CURL_HOME=\(folder.path)"] + values.map { "\($0.key)=\($0.value)" }
                + ["bash", "-c", command]
        )
        let lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n")
        return (lines.last.flatMap { Int($0) }, JSON(Array((lines.first ?? "").utf8)))
    }
}

/// The commands of the vendor's Ingest and Product quickstarts.
enum AudienceGuides {
    static let verify = """
        curl "$BASE/stream" \\
        -H "Authorization: Bearer $INSTASENT_TOKEN"
        """

    static let contact = """
        curl -X POST "$BASE/stream/contacts" \\
        -H "Authorization: Bearer $INSTASENT_TOKEN" \\
        -H "Content-Type: application/json" \\
        -d '[
        {
        "_user_id": "USER-123",
        "_first_name": "Ada",
        "_last_name": "Lovelace",
        "_email": "ada@example.com",
        "_phone_mobile": "+34600000000",
        "plan": "pro",
        "signup_source": "landing-a"
        }
        ]'
        """

    static let event = """
        curl -X POST "$BASE/stream/events" \\
        -H "Authorization: Bearer $INSTASENT_TOKEN" \\
        -H "Content-Type: application/json" \\
        -d '[
        {
        "_user_id": "USER-123",
        "_event_id": "ORDER-987",
        "_event_type": "purchase",
        "_event_parameters": {
        "currency": "EUR",
        "amount": 49.90,
        "product_sku": "SKU-42"
        }
        }
        ]'
        """

    static let embeddedEvent = """
        {
        "_user_id": "USER-456",
        "_event_id": "ORDER-988",
        "_event_type": "purchase",
        "_user_data": {
        "_email": "grace@example.com",
        "_first_name": "Grace"
        },
        "_event_parameters": {
        "currency": "EUR",
        "amount": 12.50
        }
        }
        """

    static let deletion = """
        curl -X DELETE "$BASE/stream/contacts/USER-123" \\
        -H "Authorization: Bearer $INSTASENT_TOKEN"
        """

    static let project = """
        curl "$BASE" \\
        -H "Authorization: Bearer $INSTASENT_TOKEN"
        """

    static let search = """
        curl "$BASE/audience/search/phone/%2B34600000000" \\
        -H "Authorization: Bearer $INSTASENT_TOKEN"
        """

    static let events = """
        curl "$BASE/audience/$AUDIENCE_ID/events" \\
        -H "Authorization: Bearer $INSTASENT_TOKEN"
        """
}
