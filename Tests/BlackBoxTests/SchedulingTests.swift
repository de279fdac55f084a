import Essentials
import TestSupport
import Testing

/// `scheduledAt`, cancelling and retries with a key (docs/reference/api/transactional.md).
@Suite(.timeLimit(.minutes(5)))
struct SchedulingTests {
    private static let path = "/transactional/v1/sms"

    private static func item(at moment: Timestamp) -> String {
        #"{"from":"Acme","to":"+34600111222","text":"Hi","scheduledAt":"\#(moment.iso8601)"}"#
    }

    @Test(arguments: TestStore.allCases)
    func `a scheduled message waits for its time and is then delivered`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let moment = SystemClock().now + .seconds(3)
        let answer = try await tenant.server.post(
            Self.path,
            token: tenant.token,
            Self.item(at: moment)
        )
        #expect(answer.status == 201)
        #expect(answer.json.entity.status == "scheduled")
        #expect(answer.json.entity.scheduledAt == .string(moment.iso8601))
        let id = try #require(answer.json.entity.id.string)
        try await tenant.expect("delivered", of: id)
        let read = try await tenant.server.get("\(Self.path)/\(id)", token: tenant.token)
        let sent = try #require(Timestamp(iso8601: read.json.entity.sentAt.string ?? ""))
        #expect(sent.seconds >= moment.seconds)
    }

    @Test(arguments: TestStore.allCases)
    func `a scheduled message can be cancelled once, is refunded and reported`(
        store: TestStore
    ) async throws {
        let sink = WebhookSink()
        let tenant = try await Tenant.shared(store, balance: "1", callback: sink.url)
        let answer = try await tenant.server.post(
            Self.path,
            token: tenant.token,
            Self.item(at: SystemClock().now + .seconds(3600))
        )
        let id = try #require(answer.json.entity.id.string)
        #expect(try await tenant.available() == 0.955)
        let cancel = "\(Self.path)/\(id)/cancel"
        let stranger = try await Tenant.shared(store)
        #expect(
            try await tenant.server.send("POST", cancel, token: stranger.token).status == 404
        )
        let canceled = try await tenant.server.send("POST", cancel, token: tenant.token)
        #expect(canceled.status == 200)
        #expect(canceled.json.entity.status == "canceled")
        #expect(canceled.json.entity.charged == false)
        #expect(try await tenant.available() == 1)
        let again = try await tenant.server.send("POST", cancel, token: tenant.token)
        #expect(again.status == 409)
        #expect(again.json.names == ["message"])
        #expect(try await tenant.available() == 1)
        #expect(try await sink.calls(of: id, atLeast: 1).map(\.status) == ["canceled"])
    }

    @Test(arguments: TestStore.allCases)
    func `a message that is on its way cannot be cancelled`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        let id = try await tenant.sendOne()
        try await waitUntil {
            try await tenant.server.get("\(Self.path)/\(id)", token: tenant.token)
                .json.entity.status != "enqueued"
        }
        let answer = try await tenant.server.send(
            "POST",
            "\(Self.path)/\(id)/cancel",
            token: tenant.token
        )
        #expect(answer.status == 409)
        try await tenant.expect("delivered", of: id)
    }

    @Test(arguments: TestStore.allCases, ["", "/bulk"])
    func `a retry with the same key gets the first answer again and sends nothing`(
        store: TestStore,
        end: String
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let item = #"{"from":"Acme","to":"+34600111222","text":"Hi"}"#
        let body = end.isEmpty ? item : "[\(item),{}]"
        let key = [("Idempotency-Key", "order-77")]
        func send(_ body: String) async throws -> HTTPConnection.Answer {
            try await tenant.server.post(Self.path + end, token: tenant.token, body, headers: key)
        }
        let first = try await send(body)
        #expect(first.status == 201)
        #expect(first.header("Idempotency-Replayed") == nil)
        let second = try await send(body)
        #expect(second.status == 201)
        #expect(second.body == first.body)
        #expect(second.header("Idempotency-Replayed") == "true")
        let other = try await send(body.replacing("Hi", with: "Ho"))
        #expect(other.status == 422)
        #expect(other.json.names == ["message"])
        let list = try await tenant.server.get(Self.path, token: tenant.token)
        #expect(list.json.entities.elements.count == 1)
        let secondToken = try await tenant.issue("api_sms")
        let fresh = try await tenant.server.post(
            Self.path + end,
            token: secondToken,
            body,
            headers: key
        )
        #expect(fresh.status == 201)
        #expect(fresh.body != first.body, "keys belong to their token")
    }

    @Test(arguments: TestStore.allCases)
    func `of many requests with one key at the same time one message comes`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let answers = try await withThrowingTaskGroup(of: HTTPConnection.Answer.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try await tenant.server.post(
                        Self.path,
                        token: tenant.token,
                        #"{"from":"Acme","to":"+34600111222","text":"Hi"}"#,
                        headers: [("Idempotency-Key", "race")]
                    )
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(answers.map(\.status)).isSubset(of: [201, 409]))
        let created = answers.filter { $0.status == 201 }
        #expect(Set(created.map(\.body)).count == 1)
        #expect(created.filter { $0.header("Idempotency-Replayed") == nil }.count == 1)
        let list = try await tenant.server.get(Self.path, token: tenant.token)
        #expect(list.json.entities.elements.count == 1)
    }

    @Test(arguments: TestStore.allCases, ["", String(repeating: "k", count: 256), "a b", "ñ"])
    func `a key that is empty, too long or not plain ASCII is refused, in a dry run as well`(
        store: TestStore,
        key: String
    ) async throws {
        let tenant = try await Tenant.shared(store)
        for query in ["", "?_dryRun"] {
            let answer = try await tenant.server.post(
                Self.path + query,
                token: tenant.token,
                #"{"from":"Acme","to":"+34600111222","text":"Hi"}"#,
                headers: [("Idempotency-Key", key)]
            )
            #expect(answer.status == 400)
            #expect(answer.json.names == ["message"])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a refused request leaves its key free`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        for (body, status) in [
            ("{}", 400), (#"{"from":"Acme","to":"+34600111222","text":"Hi"}"#, 201),
        ] {
            let answer = try await tenant.server.post(
                Self.path,
                token: tenant.token,
                body,
                headers: [("Idempotency-Key", "again")]
            )
            #expect(answer.status == status)
        }
    }
}
