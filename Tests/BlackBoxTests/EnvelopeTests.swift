import TestSupport
import Testing

/// How requests and answers are wrapped (docs/reference/api/transactional.md).
@Suite(.timeLimit(.minutes(5)))
struct EnvelopeTests {
    private static let sms =
        #"{"from":"Acme","to":"+34600111222","text":"Hi","clientId":"order-77"}"#

    @Test(arguments: TestStore.allCases)
    func `a created message comes in its envelope, its first five keys in the known order`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        for (base, token) in try await tenant.mounts() {
            let answer = try await tenant.server.post("\(base)/sms", token: token, Self.sms)
            #expect(answer.status == 201)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer.json.names == ["entity"])
            let names = JSON.orderedNames(in: answer.body, depth: 2)
            #expect(
                names == [
                    "id", "clientId", "status", "statusCode", "from", "to", "normalizedTo",
                    "country", "text", "deliveredText", "allowUnicode", "unicode", "encoding",
                    "charsCount", "messagesCount", "pricePerSms", "priceUser", "charged",
                    "inbound", "createdAt", "scheduledAt", "sentAt", "deliveredAt", "metadata",
                ]
            )
            let entity = answer.json.entity
            #expect(entity.id.string?.count == 24)
            #expect(entity.id.string?.allSatisfy { $0.isHexDigit && !$0.isUppercase } == true)
            #expect(entity.clientId == "order-77")
            #expect(entity.status == "enqueued")
            #expect(entity.statusCode == nil)
            #expect(entity.from == "Acme")
            #expect(entity.to == "+34600111222")
            #expect(entity.text == "Hi")
            #expect(entity.messagesCount == 1)
            #expect(entity.createdAt.string?.hasSuffix("Z") == true)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `one handler set answers at both bases, with and without trailing slash`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        for (base, token) in try await tenant.mounts() {
            for slash in ["", "/"] {
                let created = try await tenant.server.post(
                    "\(base)/sms\(slash)",
                    token: token,
                    Self.sms
                )
                #expect(created.status == 201)
                let bulk = try await tenant.server.post(
                    "\(base)/sms/bulk\(slash)",
                    token: token,
                    "[\(Self.sms)]"
                )
                #expect(bulk.status == 201)
                #expect(bulk.json.names == ["entities", "errors"])
                let lookup = try await tenant.server.post(
                    "\(base)/lookup\(slash)",
                    token: token,
                    #"{"to":"+34600111222"}"#
                )
                #expect(lookup.status == 201)
                let id = try #require(created.json.entity.id.string)
                for path in ["sms", "sms/\(id)", "lookup", "organization/account"] {
                    let read = try await tenant.server.get("\(base)/\(path)\(slash)", token: token)
                    #expect(read.status == 200, "\(path)\(slash)")
                    let isList = ["sms", "lookup"].contains(path)
                    #expect(read.json.names == [isList ? "entities" : "entity"])
                }
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `the body is read as JSON whatever its content type and the accepted types say`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let types: [[(String, String)]] = [
            [], [("Content-Type", "application/json; charset=utf-8")],
            [("Content-Type", "application/x-www-form-urlencoded")],
            [("Content-Type", "text/plain"), ("Accept", "q=0.8;application/json;q=0.9")],
            [("Content-Type", ""), ("Accept", "text/html")],
        ]
        for headers in types {
            let answer = try await tenant.server.post(
                "/transactional/v1/sms",
                token: tenant.token,
                Self.sms,
                headers: headers
            )
            #expect(answer.status == 201, "\(headers)")
            #expect(answer.header("Content-Type") == "application/json")
        }
    }

    @Test(
        arguments: TestStore.allCases,
        [
            ("true", true), (#""true""#, true), (#""1""#, true), ("1", true), ("false", false),
            (#""false""#, false), (#""0""#, false), ("0", false), ("null", false),
        ]
    )
    func `allowUnicode is taken in every form that the SDKs send`(
        store: TestStore,
        form: (String, Bool)
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let answer = try await tenant.server.post(
            "/transactional/v1/sms",
            token: tenant.token,
            #"{"from":"Acme","to":"+34600111222","text":"Привет €","#
                + #""allowUnicode":\#(form.0)}"#
        )
        #expect(answer.status == 201)
        let entity = answer.json.entity
        #expect(entity.allowUnicode == .bool(form.1))
        #expect(entity.unicode == true, "the text as given is")
        #expect(entity.encoding == (form.1 ? "UTF16" : "GSM_7BIT_EX"))
        #expect(entity.deliveredText == (form.1 ? "Привет €" : " €"))
        #expect(entity.text == "Привет €")
    }

    @Test(
        arguments: TestStore.allCases,
        [
            ("", 10), ("?page=1&per_page=10", 10), ("?page=1per_page=10", 10),
            ("?page=1&per_page=10/", 10), ("?per_page=3", 3), ("?per_page=1000", 12),
            ("?page=abc&per_page=xyz", 10), ("?page=0&per_page=0", 10), ("?page=-1", 10),
            ("?page=2", 2), ("?page=3", 0), ("?page=2&per_page=7", 5),
            ("?page=99999999999999999999", 0), ("?page=%00&per_page=%ff", 10),
        ]
    )
    func `lists take the page strings that SDKs send, and never fail on them`(
        store: TestStore,
        query: (String, Int)
    ) async throws {
        let tenant = try await Self.listed.tenant(on: store)
        for base in ["/transactional/v1/sms", "/transactional/v1/sms/"] {
            let answer = try await tenant.server.get(base + query.0, token: tenant.token)
            #expect(answer.status == 200)
            #expect(answer.json.names == ["entities"])
            let entities = answer.json.entities.elements
            #expect(entities.count == query.1)
            let order = entities.compactMap(\.id.string)
            #expect(order == order.sorted(by: >), "newest first")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a token sees its own project, a legacy token the whole organization, nobody more`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let second = try await tenant.newProject()
        let other = try await tenant.issue("api_sms", project: second)
        let legacy = try await tenant.issue("legacy", project: second)
        let stranger = try await Tenant.shared(store)
        let id = try await tenant.sendOne()
        let base = "/transactional/v1/sms"
        #expect(try await tenant.server.get("\(base)/\(id)", token: tenant.token).status == 200)
        #expect(try await tenant.server.get("/sms/\(id)", token: legacy).status == 200)
        for token in [other, stranger.token] {
            let answer = try await tenant.server.get("\(base)/\(id)", token: token)
            #expect(answer.status == 404)
            #expect(answer.json.message.string != nil)
            let list = try await tenant.server.get(base, token: token)
            #expect(list.json.entities == [])
        }
        let list = try await tenant.server.get("/sms", token: legacy)
        #expect(list.json.entities.elements.map(\.id) == [.string(id)])
    }

    @Test(arguments: TestStore.allCases)
    func `a legacy message reads like a transactional one`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        let legacy = try await tenant.issue("legacy")
        let id = try await tenant.sendOne(clientID: "same")
        let one = try await tenant.server.get("/transactional/v1/sms/\(id)", token: tenant.token)
        let other = try await tenant.server.get("/sms/\(id)", token: legacy)
        #expect(one.json.entity.clientId == "same")
        #expect(
            JSON.orderedNames(in: one.body, depth: 2) == JSON.orderedNames(in: other.body, depth: 2)
        )
    }

    private static let listed = ListedTenants()
}

/// Tenants with twelve messages, one a store, for tests that only read.
private actor ListedTenants {
    private var making: [TestStore: Task<Tenant, any Error>] = [:]

    func tenant(on store: TestStore) async throws -> Tenant {
        let task =
            making[store]
            ?? Task {
                let tenant = try await Tenant.shared(store)
                for _ in 0..<12 { _ = try await tenant.sendOne() }
                return tenant
            }
        making[store] = task
        return try await task.value
    }
}
