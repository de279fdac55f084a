import TestSupport
import Testing

/// What is refused, with which status and in which words (docs/reference/api/transactional.md,
/// "Errors").
@Suite(.timeLimit(.minutes(5)))
struct RefusalTests {
    private static let base = "/transactional/v1"

    @Test(
        arguments: TestStore.allCases,
        [
            ("", "Problems parsing JSON"), ("{", "Problems parsing JSON"),
            (#"{"from":"Acme",}"#, "Problems parsing JSON"), ("\u{0}", "Problems parsing JSON"),
            ("[]", "Body should be a JSON object"), (#""text""#, "Body should be a JSON object"),
            ("null", "Body should be a JSON object"), ("12", "Body should be a JSON object"),
        ]
    )
    func `a body that is no JSON object is refused in the documented words`(
        store: TestStore,
        body: (String, String)
    ) async throws {
        let tenant = try await Self.tenants.tenant(on: store)
        for path in ["/sms", "/lookup"] {
            let answer = try await tenant.server.post(
                Self.base + path,
                token: tenant.token,
                body.0
            )
            #expect(answer.status == 400)
            #expect(answer.json == ["message": .string(body.1)])
        }
    }

    struct Item: Sendable {
        let body: String
        let fields: [String]
        init(_ body: String, _ fields: String...) { (self.body, self.fields) = (body, fields) }
    }

    @Test(
        arguments: TestStore.allCases,
        [
            Item("{}", "from", "text", "to"), Item(#"{"from":"Acme","text":"Hi"}"#, "to"),
            Item(#"{"from":"Acme","to":"+34600111222"}"#, "text"),
            Item(#"{"from":"Acme","to":"+34600111222","text":""}"#, "text"),
            Item(#"{"from":"Acme","to":"+34600111222","text":"a\u0000b"}"#, "text"),
            Item(#"{"from":"Acme","to":"+34600111222","text":"😀"}"#, "text"),
            Item(#"{"from":"Acme","to":"12","text":"Hi"}"#, "to"),
            Item(#"{"from":"Acme","to":"600111222x","text":"Hi"}"#, "to"),
            Item(#"{"from":"Acme","to":34600111222,"text":"Hi"}"#, "to"),
            Item(#"{"from":"Acme","to":"+999600111222","text":"Hi"}"#, "to"),
            Item(#"{"from":"Ab","to":"+34600111222","text":"Hi"}"#, "from"),
            Item(#"{"from":"Abcdefghijkl","to":"+34600111222","text":"Hi"}"#, "from"),
            Item(#"{"from":"Ac;me","to":"+34600111222","text":"Hi"}"#, "from"),
            Item(#"{"from":"1234567890123456","to":"+34600111222","text":"Hi"}"#, "from"),
            Item(#"{"from":["Acme"],"to":"+34600111222","text":{}}"#, "from", "text"),
            Item(
                #"{"from":"Acme","to":"+34600111222","text":"Hi","allowUnicode":"no"}"#,
                "allowUnicode"
            ),
            Item(#"{"from":"Acme","to":"+34600111222","text":"Hi","clientId":7}"#, "clientId"),
            Item(
                #"{"from":"Acme","to":"+34600111222","text":"Hi","clientId":""#
                    + String(repeating: "x", count: 41) + #""}"#,
                "clientId"
            ),
            Item(
                #"{"from":"Acme","to":"+34600111222","text":"Hi","scheduledAt":"soon"}"#,
                "scheduledAt"
            ),
            Item(
                #"{"from":"Acme","to":"+34600111222","text":"Hi","#
                    + #""scheduledAt":"2020-01-01T00:00:00Z"}"#,
                "scheduledAt"
            ),
            Item(
                #"{"from":"Acme","to":"+34600111222","text":"Hi","#
                    + #""scheduledAt":"2099-01-01T00:00:00Z"}"#,
                "scheduledAt"
            ),
        ]
    )
    func `an invalid message is refused with messages for each field, alone and in bulk`(
        store: TestStore,
        item: Item
    ) async throws {
        let tenant = try await Self.tenants.tenant(on: store)
        let single = try await tenant.server.post(
            "\(Self.base)/sms",
            token: tenant.token,
            item.body
        )
        #expect(single.status == 400)
        #expect(single.json.names == ["errors", "message"])
        #expect(single.json.errors.names == item.fields)
        for field in item.fields {
            #expect(single.json.errors[field].elements.allSatisfy { $0.string?.isEmpty == false })
            #expect(!single.json.errors[field].elements.isEmpty)
        }
        let bulk = try await tenant.server.post(
            "\(Self.base)/sms/bulk",
            token: tenant.token,
            "[\(item.body)]"
        )
        #expect(bulk.status == 201)
        #expect(bulk.json.entities == [])
        #expect(bulk.json.errors[0].index == 0)
        #expect(bulk.json.errors[0].errors == single.json.errors)
    }

    @Test(arguments: TestStore.allCases)
    func `the longest text is ten parts, and one character more is refused`(
        store: TestStore
    ) async throws {
        let tenant = try await Self.tenants.tenant(on: store)
        for (count, parts) in [(160, 1.0), (161, 2.0), (1530, 10.0), (1531, nil)]
            as [(Int, Double?)]
        {
            let text = String(repeating: "a", count: count)
            let answer = try await tenant.server.post(
                "\(Self.base)/sms",
                token: tenant.token,
                #"{"from":"Acme","to":"+34600111222","text":"\#(text)"}"#
            )
            #expect(answer.status == (parts == nil ? 400 : 201))
            #expect(answer.json.entity.messagesCount.value == parts)
            if parts == nil { #expect(answer.json.errors.names == ["text"]) }
        }
    }

    @Test(arguments: TestStore.allCases, ["/sms", "/sms/bulk", "/lookup"])
    func `a body above one mebibyte is refused with 413 and a message`(
        store: TestStore,
        path: String
    ) async throws {
        let tenant = try await Self.tenants.tenant(on: store)
        let answer = try await tenant.server.send(
            "POST",
            Self.base + path,
            token: tenant.token,
            body: Array(repeating: UInt8(ascii: " "), count: (1 << 20) + 1)
        )
        #expect(answer.status == 413)
        #expect(answer.json.names == ["message"])
    }

    @Test(
        arguments: TestStore.allCases,
        [
            "/sms/65f0c1a2b3c4d5e6f7a8b9c0", "/sms/65f0", "/sms/nothing", "/sms/%00",
            "/lookup/65f0c1a2b3c4d5e6f7a8b9c0", "/lookup/x", "/verify", "/nothing", "/sms/a/b/c",
        ]
    )
    func `what is not there is answered with 404 and a message`(
        store: TestStore,
        path: String
    ) async throws {
        let tenant = try await Self.tenants.tenant(on: store)
        let answer = try await tenant.server.get(Self.base + path, token: tenant.token)
        #expect(answer.status == 404)
        #expect(answer.json.names == ["message"])
    }

    @Test(
        arguments: TestStore.allCases,
        [
            ("DELETE", "/sms", "GET, HEAD, OPTIONS, POST"), ("PUT", "/sms/bulk", "OPTIONS, POST"),
            ("GET", "/sms/65f0c1a2b3c4d5e6f7a8b9c0/cancel", "OPTIONS, POST"),
            ("PATCH", "/organization/account", "GET, HEAD, OPTIONS"),
        ]
    )
    func `a method that is not served gets 405 with what is, also by OPTIONS`(
        store: TestStore,
        call: (String, String, String)
    ) async throws {
        let tenant = try await Self.tenants.tenant(on: store)
        let path = Self.base + call.1
        let refused = try await tenant.server.send(call.0, path, token: tenant.token)
        #expect(refused.status == 405)
        #expect(refused.header("Allow") == call.2)
        #expect(refused.json.names == ["message"])
        let asked = try await tenant.server.send("OPTIONS", path)
        #expect(asked.status == 204)
        #expect(asked.header("Allow") == call.2)
    }

    @Test(arguments: TestStore.allCases)
    func `HEAD answers like GET, without the body`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        for path in ["/organization/account", "/price-profile/me/countries"] {
            let full = try await tenant.server.get(Self.base + path, token: tenant.token)
            let head = try await tenant.server.send("HEAD", Self.base + path, token: tenant.token)
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head.header("Content-Length") == String(full.body.count))
        }
    }

    @Test(arguments: TestStore.allCases)
    func `every answer carries an identifier of its own`(store: TestStore) async throws {
        let tenant = try await Self.tenants.tenant(on: store)
        var seen: Set<String> = []
        for (method, path, token) in [
            ("GET", "/sms", tenant.token), ("GET", "/sms", "wrong"), ("GET", "/x", ""),
            ("DELETE", "/sms", ""), ("POST", "/sms", tenant.token), ("OPTIONS", "/sms", ""),
        ] {
            let answer = try await tenant.server.send(method, Self.base + path, token: token)
            let id = try #require(answer.header("X-Request-Id"), "\(method) \(path)")
            #expect(seen.insert(id).inserted)
        }
    }

    private static let tenants = TenantPerStore()
}

/// One tenant a store, for tests that do not care what else it sends.
actor TenantPerStore {
    private var making: [TestStore: Task<Tenant, any Error>] = [:]

    func tenant(on store: TestStore) async throws -> Tenant {
        let task = making[store] ?? Task { try await Tenant.shared(store) }
        making[store] = task
        return try await task.value
    }
}
