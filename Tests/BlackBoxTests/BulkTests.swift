import TestSupport
import Testing

/// `POST /sms/bulk` (docs/reference/api/transactional.md, "Send many").
@Suite(.timeLimit(.minutes(5)))
struct BulkTests {
    private static let path = "/transactional/v1/sms/bulk"
    private static func item(_ number: Int, _ to: String = "+34600111222") -> String {
        #"{"from":"Acme","to":"\#(to)","text":"Hi \#(number)","clientId":"c-\#(number)"}"#
    }

    @Test(arguments: TestStore.allCases)
    func `good items are sent in order, each bad one is reported with its index`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let body = "[\(Self.item(0)),\(Self.item(1, "12")),7,\(Self.item(3)),{},\(Self.item(5))]"
        let answer = try await tenant.server.post(Self.path, token: tenant.token, body)
        #expect(answer.status == 201)
        #expect(answer.json.names == ["entities", "errors"])
        let accepted = answer.json.entities.elements
        #expect(accepted.map(\.clientId) == ["c-0", "c-3", "c-5"])
        #expect(accepted.allSatisfy { $0.status == "enqueued" })
        #expect(Set(accepted.compactMap(\.id.string)).count == 3)
        let rejected = answer.json.errors.elements
        #expect(rejected.map(\.index) == [1, 2, 4])
        #expect(rejected[0].clientId == "c-1")
        #expect(rejected[0].to == "12")
        #expect(rejected[0].from == "Acme")
        #expect(rejected[0].text == "Hi 1")
        #expect(rejected[0].errors == ["to": ["Invalid phone number"]])
        #expect(rejected[1].errors.names == ["item"])
        #expect(rejected[2].errors.names == ["from", "text", "to"])
        for entity in accepted {
            try await tenant.expect("delivered", of: try #require(entity.id.string))
        }
        let list = try await tenant.server.get("/transactional/v1/sms", token: tenant.token)
        #expect(list.json.entities.elements.count == 3)
    }

    @Test(
        arguments: TestStore.allCases,
        [(0, 400), (1, 201), (100, 201), (101, 400)]
    )
    func `a call takes 1 to 100 items`(store: TestStore, call: (Int, Int)) async throws {
        let tenant = try await Tenant.shared(store)
        let items = (0..<call.0).map { Self.item($0) }.joined(separator: ",")
        let answer = try await tenant.server.post(Self.path, token: tenant.token, "[\(items)]")
        #expect(answer.status == call.1)
        if call.1 == 201 {
            #expect(answer.json.entities.elements.count == call.0)
            #expect(answer.json.errors == [])
        } else {
            #expect(answer.json.message.string?.isEmpty == false)
            #expect(answer.json.entities == .missing)
        }
    }

    @Test(
        arguments: TestStore.allCases,
        [
            ("{}", "Body should be an array"), (#""x""#, "Body should be an array"),
            ("null", "Body should be an array"), ("[", "Problems parsing JSON"),
            ("", "Problems parsing JSON"),
        ]
    )
    func `a body that is no array is refused`(
        store: TestStore,
        body: (String, String)
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let answer = try await tenant.server.post(Self.path, token: tenant.token, body.0)
        #expect(answer.status == 400)
        #expect(answer.json == ["message": .string(body.1)])
    }
}
