import Essentials
import TestSupport
import Testing

/// What webhooks are told (docs/guides/receive-webhooks.md).
@Suite(.timeLimit(.minutes(5)))
struct DeliveryReportTests {
    /// A number of the simulator, the reports it leads to, and the code of the last one.
    struct Course: Sendable {
        let ending: String
        let statuses: [String]
        let code: JSON
        init(_ ending: String, _ statuses: String..., code: JSON = 0) {
            (self.ending, self.statuses, self.code) = (ending, statuses, code)
        }
    }

    @Test(
        arguments: TestStore.allCases,
        [
            Course("00000", "sent", "delivered"), Course("99901", "sent", "delivered"),
            Course("99902", "sent", "accepted", "buffered", "delivered"),
            Course("99904", "sent", "buffered", "expired", code: 2),
            Course("99910", "sent", "failed", code: 99),
            Course("99911", "sent", "failed", code: 1), Course("99912", "sent", "failed", code: 2),
            Course("99913", "sent", "failed", code: 3), Course("99914", "sent", "failed", code: 4),
            Course("99915", "sent", "failed", code: 5), Course("99916", "sent", "failed", code: 6),
            Course("99917", "sent", "failed", code: 7),
            Course("99920", "sent", "expired", code: 2),
            Course("99921", "sent", "rejected", code: 3),
            Course("99922", "sent", "unknown", code: 99), Course("99931", "rejected", code: 1),
            Course("99933", "rejected", code: 3), Course("99936", "rejected", code: 6),
            Course("99937", "rejected", code: 7), Course("99940", "sent", "delivered"),
            Course("99941", "sent", "delivered"), Course("99951", "sent", "delivered"),
            Course("99953", "sent", "delivered"),
        ]
    )
    func `every transition is reported once, in order, with its code`(
        store: TestStore,
        course: Course
    ) async throws {
        let (tenant, sink) = try await Self.reported.tenant(on: store)
        let id = try await tenant.sendOne(to: "+346000" + course.ending, clientID: course.ending)
        let calls = try await sink.calls(
            of: id,
            atLeast: course.statuses.count,
            within: .seconds(60)
        )
        #expect(calls.map(\.status) == course.statuses)
        #expect(calls.last?.json.code == course.code)
        #expect(calls.allSatisfy { $0.json.clientId == .string(course.ending) })
        let last = try #require(course.statuses.last)
        let read = try await tenant.server.get("/transactional/v1/sms/\(id)", token: tenant.token)
        #expect(read.json.entity.status == .string(last))
        #expect((read.json.entity.statusCode.value ?? 0) == course.code.value)
        #expect((read.json.entity.deliveredAt == nil) == (last != "delivered"))
    }

    @Test(arguments: TestStore.allCases)
    func `a report has the documented keys in their order, and nothing else`(
        store: TestStore
    ) async throws {
        let (tenant, sink) = try await Self.reported.tenant(on: store)
        let id = try await tenant.sendOne()
        for call in try await sink.calls(of: id, atLeast: 2) {
            #expect(call.request.method == "POST")
            #expect(call.request.header("Content-Type")?.hasPrefix("application/json") == true)
            #expect(
                JSON.orderedNames(in: call.body, depth: 1)
                    == ["id", "clientId", "status", "code", "eventAt"]
            )
            #expect(call.json.clientId == nil)
            #expect(call.json.code == 0)
            let moment = try #require(call.json.eventAt.string)
            #expect(moment.hasSuffix("Z"))
            #expect(Timestamp(iso8601: moment) != nil)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `every call is signed as Standard Webhooks says`(store: TestStore) async throws {
        let (tenant, sink) = try await Self.reported.tenant(on: store)
        let id = try await tenant.sendOne()
        let secret = try #require(tenant.callbackSecret)
        let calls = try await sink.calls(of: id, atLeast: 2)
        for call in calls { #expect(try await StandardWebhooks.verifies(call, secret: secret)) }
        #expect(Set(calls.compactMap { $0.request.header("webhook-id") }).count == calls.count)
    }

    @Test func `the demo prints the secret that its webhooks are signed with`() async throws {
        let server = try await RunningServer(on: .sqlite)
        let sink = WebhookSink()
        let demo = try await server.command("demo", "--callback-url", sink.url)
        let secret = try #require(demo.signingSecret.string)
        let mounts = [
            ("/transactional/v1", demo.tokens.transactional.string),
            ("", demo.tokens.legacy.string),
        ]
        for (base, token) in mounts {
            let answer = try await server.post(
                "\(base)/sms",
                token: token,
                #"{"from":"Acme","to":"+34600000000","text":"Hi"}"#
            )
            let id = try #require(answer.json.entity.id.string)
            for call in try await sink.calls(of: id, atLeast: 2) {
                #expect(try await StandardWebhooks.verifies(call, secret: secret))
            }
        }
        #expect(try await server.stop() == 0)
    }

    @Test(
        arguments: TestStore.allCases,
        [
            ("99960", "inbound", "Hola, gracias"), ("99961", "stop", "STOP"),
            ("99962", "stop", "BAJA"), ("99963", "inbound", "¿Cuánto cuesta? 👍"),
        ]
    )
    func `what a handset answers reaches the webhook of the message it answers to`(
        store: TestStore,
        answer: (String, String, String)
    ) async throws {
        let (tenant, sink) = try await Self.reported.tenant(on: store)
        let recipient = "+346000" + answer.0
        let id = try await tenant.sendOne(to: recipient, clientID: "asked")
        let calls = try await sink.calls(of: id, atLeast: 3)
        #expect(calls.map(\.status).sorted() == [answer.1, "delivered", "sent"].sorted())
        let inbound = try #require(calls.first { $0.status == answer.1 })
        #expect(
            Array(JSON.orderedNames(in: inbound.body, depth: 1).prefix(6))
                == ["id", "clientId", "status", "code", "eventAt", "message"]
        )
        #expect(inbound.json.clientId == "asked")
        #expect(inbound.json.code == 0)
        #expect(inbound.json.message == .string(answer.2))
        #expect(inbound.json.from == .string(recipient))
        #expect(inbound.json.to == "Acme")
        try await tenant.expect("delivered", of: id)
    }

    @Test(arguments: TestStore.allCases)
    func `a call that is not answered with 2xx is made again, and nothing overtakes it`(
        store: TestStore
    ) async throws {
        let sink = WebhookSink()
        let tenant = try await Tenant.shared(store, callback: sink.url)
        sink.become(.answers(500))
        let id = try await tenant.sendOne()
        _ = try await sink.calls(of: id, atLeast: 1)
        try await tenant.expect("delivered", of: id)
        #expect(Set(sink.calls(of: id).map(\.status)) == ["sent"])
        sink.become(.answers(204))
        try await waitUntil(within: .seconds(120)) {
            sink.calls(of: id).contains { $0.status == "delivered" }
        }
        let taken = sink.calls(of: id).filter(\.wasTaken).map(\.status)
        #expect(taken == ["sent", "delivered"])
        let names = sink.calls(of: id).filter { $0.status == "sent" }
            .compactMap { $0.request.header("webhook-id") }
        #expect(Set(names).count == 1, "a repeated call keeps its identifier")
    }

    @Test(arguments: TestStore.allCases)
    func `legacy messages are reported too when their token has a callback`(
        store: TestStore
    ) async throws {
        let (tenant, sink) = try await Self.reported.tenant(on: store)
        let legacy = try await tenant.issue("legacy", project: nil, "--callback-url", sink.url)
        let answer = try await tenant.server.post(
            "/sms",
            token: legacy,
            #"{"from":"Acme","to":"+34600000000","text":"Hi"}"#
        )
        let id = try #require(answer.json.entity.id.string)
        #expect(try await sink.calls(of: id, atLeast: 2).map(\.status) == ["sent", "delivered"])
    }

    private static let reported = ReportedTenants()
}

/// One tenant a store with a webhook that takes everything.
private actor ReportedTenants {
    private var making: [TestStore: Task<(Tenant, WebhookSink), any Error>] = [:]

    func tenant(on store: TestStore) async throws -> (Tenant, WebhookSink) {
        let task =
            making[store]
            ?? Task {
                let sink = WebhookSink()
                return (try await Tenant.shared(store, callback: sink.url), sink)
            }
        making[store] = task
        return try await task.value
    }
}
