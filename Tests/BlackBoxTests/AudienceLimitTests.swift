import Essentials
import TestSupport
import Testing

/// Limits and revocation, on a server with a small limit of its own.
@Suite(.timeLimit(.minutes(5)))
struct AudienceLimitTests {
    @Test(arguments: TestStore.allCases)
    func `each class has its budget, a data source its own, and a revoked token opens nothing`(
        store: TestStore
    ) async throws {
        let tenant = try await AudienceTenant(store)
        let server = tenant.server
        try await server.command("organization", "update", tenant.organization, "--rate", "5")
        var last = try await tenant.ask("/audience/search", "{}")
        try await waitUntil(within: .seconds(10)) {
            last = try await tenant.ask("/audience/search", "{}")
            return last.status == 429
        }
        #expect(last.status == 429)
        #expect(last.body.isEmpty)
        #expect(last.header("X-RateLimit-Limit") == "5")
        #expect(last.header("X-RateLimit-Remaining") == "0")
        #expect(last.header("X-RateLimit-Reset") != nil)
        #expect(try await tenant.ask("/audience/scroll", "{}").status == 200)
        for _ in 0..<5 { last = try await tenant.push("contacts", #"[{"_user_id":"U-1"}]"#) }
        #expect(last.status == 202)
        last = try await tenant.push("contacts", #"[{"_user_id":"U-1"}]"#)
        #expect(last.status == 429)
        #expect(last.body.isEmpty)
        #expect(try await server.get(tenant.stream, token: tenant.writer).status == 200)

        let tokens = try await server.command(
            "token",
            "list",
            "--organization",
            tenant.organization
        )
        let writer = tokens.elements.first { $0.kind == "datasource" }
        let id = try #require(writer?.id.string)
        try await server.command("token", "revoke", id)
        try await waitUntil(within: .seconds(10)) {
            try await server.get(tenant.stream, token: tenant.writer).status == 401
        }
    }
}
