import TestSupport
import Testing

/// `POST /lookup`, `GET /lookup`, `GET /lookup/{id}` (docs/reference/api/transactional.md).
@Suite(.timeLimit(.minutes(5)))
struct LookupTests {
    private static let path = "/transactional/v1/lookup"

    @Test(arguments: TestStore.allCases)
    func `a lookup is charged, answered at once and completed soon`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store, balance: "1")
        let answer = try await tenant.server.post(
            Self.path,
            token: tenant.token,
            #"{"to":"+34600111222"}"#
        )
        #expect(answer.status == 201)
        #expect(answer.json.entity.status == "enqueued")
        #expect(
            Array(JSON.orderedNames(in: answer.body, depth: 2).prefix(6))
                == ["id", "to", "normalizedTo", "status", "statusCode", "country"]
        )
        #expect(try await tenant.available() == 0.992)
        let id = try #require(answer.json.entity.id.string)
        var read = answer
        try await waitUntil {
            read = try await tenant.server.get("\(Self.path)/\(id)", token: tenant.token)
            return read.json.entity.status != "enqueued"
        }
        let entity = read.json.entity
        #expect(entity.status == "completed")
        #expect(entity.to == "+34600111222")
        #expect(entity.country == "ES")
        #expect(entity.numberType == "mobile")
        #expect(entity.completedAt.string?.hasSuffix("Z") == true)
        let list = try await tenant.server.get(
            "\(Self.path)?page=1per_page=10",
            token: tenant.token
        )
        #expect(list.json.entities.elements.map(\.id) == [.string(id)])
        let stranger = try await Tenant.shared(store)
        #expect(
            try await tenant.server.get("\(Self.path)/\(id)", token: stranger.token).status == 404
        )
    }

    @Test(
        arguments: TestStore.allCases,
        [
            "{}", #"{"to":"12"}"#, #"{"to":34600111222}"#, #"{"to":null}"#,
            #"{"to":"+999123456789"}"#,
        ]
    )
    func `a lookup of what is no number is refused and costs nothing`(
        store: TestStore,
        body: String
    ) async throws {
        let tenant = try await Tenant.shared(store, balance: "1")
        let answer = try await tenant.server.post(Self.path, token: tenant.token, body)
        #expect(answer.status == 400)
        #expect(answer.json.errors.names == ["to"])
        #expect(try await tenant.available() == 1)
    }
}
