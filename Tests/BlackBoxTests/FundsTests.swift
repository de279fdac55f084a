import TestSupport
import Testing

/// Balance, prices and charges (docs/reference/api/transactional.md, "Balance and prices").
@Suite(.timeLimit(.minutes(5)))
struct FundsTests {
    private static let base = "/transactional/v1"
    private static let item = #"{"from":"Acme","to":"+34600111222","text":"Hi"}"#

    @Test(arguments: TestStore.allCases)
    func `with nothing left sending and looking up is refused with 402, reading is not`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store, balance: "0")
        for (path, body) in [
            ("/sms", Self.item), ("/sms/bulk", "[\(Self.item)]"),
            ("/lookup", #"{"to":"+34600111222"}"#),
        ] {
            let answer = try await tenant.server.post(Self.base + path, token: tenant.token, body)
            #expect(answer.status == 402, "\(path)")
            #expect(answer.json.names == ["message"])
        }
        for path in ["/sms", "/lookup", "/organization/account", "/price-profile/me/countries"] {
            #expect(
                try await tenant.server.get(Self.base + path, token: tenant.token).status == 200
            )
        }
        let list = try await tenant.server.get("\(Self.base)/sms", token: tenant.token)
        #expect(list.json.entities == [], "nothing was half done")
        try await tenant.server.command(
            "organization",
            "top-up",
            tenant.organization,
            "--amount",
            "1"
        )
        #expect(
            try await tenant.server.post("\(Self.base)/sms", token: tenant.token, Self.item).status
                == 201
        )
    }

    @Test(arguments: TestStore.allCases)
    func `what the balance does not reach is unpaid, is never sent and costs nothing`(
        store: TestStore
    ) async throws {
        let sink = WebhookSink()
        let tenant = try await Tenant.shared(store, balance: "0.1", callback: sink.url)
        let items = Array(repeating: Self.item, count: 4).joined(separator: ",")
        let answer = try await tenant.server.post(
            "\(Self.base)/sms/bulk",
            token: tenant.token,
            "[\(items)]"
        )
        #expect(answer.status == 201)
        let entities = answer.json.entities.elements
        #expect(entities.map(\.status) == ["enqueued", "enqueued", "unpaid", "unpaid"])
        #expect(entities.map(\.charged) == [true, true, false, false])
        #expect(entities[2].statusCode == 9)
        #expect(try await tenant.available() == 0.01)
        for entity in entities.prefix(2) {
            try await tenant.expect("delivered", of: try #require(entity.id.string))
        }
        for entity in entities.suffix(2) {
            #expect(try await tenant.status(of: try #require(entity.id.string)) == "unpaid")
        }
        #expect(try await tenant.available() == 0.01)
    }

    @Test(arguments: TestStore.allCases)
    func `the account tells balance and currency as numbers, known keys first`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store, balance: "125.43")
        let path = "\(Self.base)/organization/account"
        let answer = try await tenant.server.get(path, token: tenant.token)
        #expect(
            JSON.orderedNames(in: answer.body, depth: 2)
                == ["available", "currency", "id", "name", "balance", "credit"]
        )
        #expect(answer.json.entity.available == 125.43)
        #expect(answer.json.entity.currency == "EUR")
        #expect(answer.json.entity.id == .string(tenant.organization))
        _ = try await tenant.sendOne()
        let later = try await tenant.server.get(path, token: tenant.token)
        #expect(later.json.entity.available == 125.385)
    }

    @Test(arguments: TestStore.allCases)
    func `prices are listed by country at the guide's path and at its aliases`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        for (base, token) in try await tenant.mounts() {
            func entities(_ path: String) async throws -> [JSON] {
                let answer = try await tenant.server.get(base + path, token: token)
                #expect(answer.status == 200)
                return answer.json.entities.elements
            }
            let all = try await entities("/price-profile/me/countries")
            let aliased = try await entities("/organization/price-profile/me/countries")
            #expect(all == aliased)
            let sms = try await entities("/price-profile/sms")
            #expect(
                sms.contains(["country": "ES", "type": "sms", "price": 0.045, "currency": "EUR"])
            )
            #expect(try await entities("/sms/price-profile/me/countries") == sms)
            let lookup = try await entities("/price-profile/lookup")
            #expect(try await entities("/lookup/price-profile/me/countries") == lookup)
            #expect(!lookup.isEmpty && lookup.allSatisfy { $0.type == "lookup" })
            #expect(all == sms + lookup)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a price of the organization's own is charged from the next request on`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        _ = try await tenant.sendOne()
        try await tenant.server.command(
            "price",
            "set",
            "--service",
            "sms",
            "--country",
            "ES",
            "--amount",
            "0.2",
            "--organization",
            tenant.organization
        )
        try await waitUntil(within: .seconds(15)) {
            let preview = try await tenant.server.post(
                "\(Self.base)/sms?_dryRun",
                token: tenant.token,
                Self.item
            )
            return preview.json.entity.pricePerSms == 0.2
        }
        let before = try #require(try await tenant.available())
        _ = try await tenant.sendOne()
        let after = try #require(try await tenant.available())
        #expect(abs(before - after - 0.2) < 1e-9)
    }

    @Test(arguments: TestStore.allCases)
    func `a dry run tells encoding, parts and price, and sends nothing`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store, balance: "1")
        let text = String(repeating: "€", count: 100)
        let item = #"{"from":"Acme","to":"+34600111222","text":"\#(text)"}"#
        let answer = try await tenant.server.post(
            "\(Self.base)/sms?_dryRun",
            token: tenant.token,
            item
        )
        #expect(answer.status == 200)
        #expect(answer.json.entity.encoding == "GSM_7BIT_EX")
        #expect(answer.json.entity.messagesCount == 2)
        #expect(answer.json.entity.priceUser == 0.09)
        #expect(answer.json.entity.id == .missing)
        let bulk = try await tenant.server.post(
            "\(Self.base)/sms/bulk?_dryRun=1",
            token: tenant.token,
            "[\(item),{}]"
        )
        #expect(bulk.status == 200)
        #expect(bulk.json.entities[0].messagesCount == 2)
        #expect(bulk.json.errors[0].index == 1)
        let list = try await tenant.server.get("\(Self.base)/sms", token: tenant.token)
        #expect(list.json.entities == [])
        #expect(try await tenant.available() == 1)
    }
}
