import Essentials
import Glibc
import TestSupport
import Testing

/// Commands beside a running server: when one returns, the next request obeys it.
@Suite(.timeLimit(.minutes(5)))
struct ActsInForceTests {
    private static let message = #"{"from":"Acme","to":"+34600000001","text":"Hi"}"#

    @Test(arguments: TestStore.allCases)
    func `the next request after a command obeys it`(store: TestStore) async throws {
        let server = try await RunningServer(on: store, simulates: false)
        let tenant = try await Tenant(on: server)
        func send(_ token: String) async throws -> Int {
            try await server.post("/transactional/v1/sms", token: token, Self.message).status
        }
        for _ in 0..<5 {
            #expect(try await send(tenant.token) == 503)
            let route = try await server.command("route", "add", "--carrier", "simulator")
            #expect(try await send(tenant.token) == 201)
            try await server.command("route", "remove", try #require(route.id.string))
        }
        try await server.command("route", "add", "--carrier", "simulator")
        for price in ["0.5", "0.25"] {
            try await server.command(
                "price",
                "set",
                "--service",
                "sms",
                "--country",
                "ES",
                "--amount",
                price
            )
            let answer = try await server.post(
                "/transactional/v1/sms",
                token: tenant.token,
                Self.message
            )
            #expect(answer.json.entity.pricePerSms.value == Double(price))
        }
        for _ in 0..<5 {
            let issued = try await server.command(
                "token",
                "create",
                "--kind",
                "api_sms",
                "--name",
                "T",
                "--project",
                tenant.project
            )
            let secret = try #require(issued.secret.string)
            #expect(try await send(secret) == 201)
            try await server.command("token", "revoke", try #require(issued.id.string))
            #expect(try await send(secret) == 401)
        }
        try await server.command(
            "organization",
            "update",
            tenant.organization,
            "--rate",
            "1"
        )
        #expect(try await send(tenant.token) == 429)
    }

    @Test func `without a server a command says that nobody applies it yet`() async throws {
        let server = try await RunningServer(on: .sqlite)
        try await server.stop()
        let outcome = try await server.run(["organization", "create", "--name", "Acme"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("no server runs"))
    }

    @Test func `a server that does not answer is named`() async throws {
        let server = try await RunningServer(on: .sqlite)
        let process = try #require(server.processID)
        kill(process, SIGSTOP)
        let outcome = try await server.run(["organization", "create", "--name", "Acme"])
        kill(process, SIGCONT)
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("has not applied it"))
    }
}
