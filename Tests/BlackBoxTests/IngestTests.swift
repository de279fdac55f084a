import Essentials
import TestSupport
import Testing

/// The Ingest API over the wire, with input as it should be and as it should not.
@Suite(.timeLimit(.minutes(5)))
struct IngestTests {
    @Test(arguments: TestStore.allCases)
    func `every item has its outcome in both documented shapes`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let answer = try await tenant.push(
            "contacts",
            """
            [{"_user_id":"U-1","_email":"noa@example.com","plan":"pro"},
             {"_user_id":"U-2","_email":"nowhere"}]
            """
        )
        #expect(answer.status == 202)
        let body = answer.json
        #expect(body.success == true)
        #expect(body.status == 202)
        #expect(body.dryRun == false)
        #expect(body.entitiesLimit == 100)
        #expect(body.entitiesSuccess == 1)
        #expect(body.entitiesFailures == 1)
        #expect(body.accepted == [["position": 0, "item": ["_user_id": "U-1"]]])
        #expect(body.errors[0].position == 1)
        #expect(body.errors[0].item == ["_user_id": "U-2"])
        #expect(body.errors[0].error.string?.hasPrefix("_email: ") == true)
        #expect(body.projectUid.string == tenant.project)
        #expect(body.datasourceId.string == tenant.source)
        #expect(body.entity.successful == 1)
        #expect(body.entity.failed == 1)
        #expect(body.entity.items[0] == ["status": "success", "_user_id": "U-1"])
        #expect(body.entity.items[1].status == "error")
        #expect(body.entity.items[1].errors.names == ["_email"])
        #expect(answer.header("X-RateLimit-Limit") != nil)
        #expect(answer.header("X-Request-Id") != nil)
        let read = try await tenant.server.get(
            "\(tenant.stream)/contacts/U-1",
            token: tenant.product
        )
        #expect(read.json.contact.contactId == "U-1")
        #expect(read.json.contact.contactData.plan == "pro")
    }

    @Test(arguments: TestStore.allCases)
    func `a call that is no list of 1 to 100 items is refused as a whole`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let item = #"{"_user_id":"U"}"#
        let many = "[" + Array(repeating: item, count: 101).joined(separator: ",") + "]"
        let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        for kind in ["contacts", "events"] {
            for body in [item, "[]", "", "{", "null", "7", many, deep] {
                let answer = try await tenant.push(kind, body)
                #expect(answer.status == 400, "\(body.prefix(20))")
                #expect(answer.json.names == ["message"])
            }
            let object = try await tenant.push(kind, item)
            #expect(object.json.message == "Body should be an array")
        }
    }

    /// Items that break a rule, and the field that is named.
    private static let badContacts: [(String, String)] = [
        ("7", ""), ("null", ""), ("[]", ""), ("{}", "_user_id"), (#"{"_user_id":""}"#, "_user_id"),
        (#"{"_user_id":null}"#, "_user_id"), (#"{"_user_id":{"a":1}}"#, "_user_id"),
        (#"{"_user_id":"u","_nonsense":1}"#, "_nonsense"),
        (#"{"_user_id":"u","_email":"a@"}"#, "_email"),
        (#"{"_user_id":"u","_phone_mobile":"12"}"#, "_phone_mobile"),
        (#"{"_user_id":"u","_birthday":"2026-02-30"}"#, "_birthday"),
        (#"{"_user_id":"u","_first_name":"a\u0000b"}"#, "_first_name"),
        (#"{"_user_id":"u","_is_subscribed_sms":"maybe"}"#, "_is_subscribed_sms"),
        (
            "{\"_user_id\":\"u\",\"_first_name\":\"\(String(repeating: "x", count: 300))\"}",
            "_first_name"
        ),
    ]

    @Test(arguments: TestStore.allCases)
    func `a bad item is named with its field and keeps no other from coming in`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let bad = Self.badContacts.map(\.0)
        let good = (0..<bad.count).map { #"{"_user_id":"good-\#($0)"}"# }
        let mixed = zip(bad, good).flatMap { [$0, $1] }
        let answer = try await tenant.push("contacts", "[\(mixed.joined(separator: ","))]")
        #expect(answer.status == 202)
        #expect(answer.json.entity.successful.value == Double(good.count))
        #expect(answer.json.entity.failed.value == Double(bad.count))
        #expect(answer.json.entity.items.elements.count == mixed.count)
        for (index, (text, field)) in Self.badContacts.enumerated() {
            let item = answer.json.entity.items[2 * index]
            #expect(item.status == "error", "\(text.prefix(60))")
            #expect(item.errors.names.contains(field), "\(text.prefix(60)): \(item)")
        }
        let refused = try await tenant.push("contacts", "[\(bad.joined(separator: ","))]")
        #expect(refused.status == 422)
        #expect(refused.json.success == false)
        #expect(refused.json.entitiesFailures.value == Double(bad.count))
    }

    @Test(arguments: TestStore.allCases)
    func `texts become what their attribute is, and one person twice in a call goes in order`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let answer = try await tenant.push(
            "contacts",
            """
            [{"_user_id":"U-1","_is_subscribed_sms":"1","_birthday":"1990-05-01","_notes":"first"},
             {"_user_id":"U-1","_notes":"second","_first_name":"","_is_subscribed_sms":null}]
            """
        )
        #expect(answer.json.entitiesSuccess == 2)
        let found = try await tenant.read("/audience/user/U-1")
        #expect(found.json.entity.attributesData._notes == "second")
        #expect(found.json.entity.attributesData._birthday == "1990-05-01")
        #expect(found.json.entity.attributesData._is_subscribed_sms == nil)
    }

    @Test(arguments: TestStore.allCases)
    func `an event needs its contact, and the same event twice is one`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let event = #"{"_user_id":"U-9","_event_id":"E-1","_event_type":"purchase"}"#
        // Only once the audience is in memory is it known at once whom it lacks.
        #expect(try await tenant.read("/audience/user/U-9").status == 404)
        let early = try await tenant.push("events", "[\(event)]")
        #expect(early.status == 422)
        #expect(early.json.entity.items[0].errors.names == ["_user_id"])
        let embedded = """
            [{"_user_id":"U-9","_event_id":"E-1","_event_type":"purchase",
              "_user_data":{"_email":"grace@example.com"},"_event_parameters":{"amount":12.5}}]
            """
        for _ in 0..<2 {
            let answer = try await tenant.push("events", embedded)
            #expect(answer.status == 202)
            #expect(answer.json.entitiesSuccess == 1)
        }
        let person = try await tenant.read("/audience/search/email/grace@example.com")
        let id = try #require(person.json.entity.id.string)
        let timeline = try await tenant.read("/audience/\(id)/events")
        #expect(timeline.json.metadata.count == 1)
        #expect(timeline.json.entities[0].eventType == "purchase")
        #expect(timeline.json.entities[0].parameters.amount == 12.5)
    }

    @Test(arguments: TestStore.allCases)
    func `a dry run stores nothing`(store: TestStore) async throws {
        let tenant = try await AudienceTenant(store)
        let answer = try await tenant.server.post(
            "\(tenant.stream)/contacts?_sync&_dryRun",
            token: tenant.writer,
            #"[{"_user_id":"U-1"}]"#
        )
        #expect(answer.status == 202)
        #expect(answer.json.dryRun == true)
        #expect(try await tenant.read("/audience/user/U-1").status == 404)
    }

    @Test(arguments: TestStore.allCases)
    func `a token of a data source writes there and reads no contact anywhere`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let other = try await AudienceTenant(store)
        try await tenant.push("contacts", #"[{"_user_id":"U-1"}]"#)
        let (server, writer) = (tenant.server, tenant.writer)
        #expect(try await server.get(tenant.stream, token: writer).status == 200)
        let contact = try await server.get("\(tenant.stream)/contacts/U-1", token: writer)
        #expect(contact.status == 403)
        #expect(try await server.get(other.stream, token: writer).status == 404)
        let crossed = "\(tenant.base)/datasource/\(other.source)/stream"
        #expect(try await server.get(crossed, token: writer).status == 404)
        let reads = [
            "", "/specs/attributes", "/audience/user/U-1", "/audience/search/email/a@example.com",
            "/audience/x", "/audience/x/events", "/audience/x/lineage", "/datasource",
        ]
        for path in reads {
            #expect(try await tenant.read(path, token: writer).status == 403, "\(path)")
            #expect(try await other.read(path, token: writer).status == 404, "\(path)")
        }
        for path in ["/audience/search", "/audience/scroll", "/event/search", "/event/scroll"] {
            #expect(try await tenant.ask(path, "{}", token: writer).status == 403, "\(path)")
        }
        #expect(try await server.get(tenant.stream, token: "wrong").status == 401)
        let reader = try await tenant.issue("PROJECT_AUDIENCE_READ")
        let unauthorised = try await server.post(
            "\(tenant.stream)/contacts",
            token: reader,
            #"[{"_user_id":"U-1"}]"#
        )
        #expect(unauthorised.status == 404)
    }
}
