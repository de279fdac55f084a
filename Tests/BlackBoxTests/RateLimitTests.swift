import Essentials
import TestSupport
import Testing

/// Limits of requests (docs/reference/api/transactional.md, "Rate limits").
@Suite(.timeLimit(.minutes(5)))
struct RateLimitTests {
    @Test(arguments: TestStore.allCases)
    func `exactly the limit passes in a window, then 429 without a body until it ends`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store, options: ["--rate", "3"])
        let path = "/transactional/v1/sms"
        let before = SystemClock().now.seconds
        var resets: Set<String> = []
        for left in [2, 1, 0] {
            let answer = try await tenant.server.get(path, token: tenant.token)
            #expect(answer.status == 200)
            #expect(answer.header("X-RateLimit-Limit") == "3")
            #expect(answer.header("X-RateLimit-Remaining") == "\(left)")
            resets.insert(try #require(answer.header("X-RateLimit-Reset")))
            #expect(answer.header("RateLimit-Policy") == #""minute";q=3;w=60"#)
            #expect(answer.header("RateLimit")?.hasPrefix(#""minute";r=\#(left);t="#) == true)
        }
        let refused = try await tenant.server.get(path, token: tenant.token)
        #expect(refused.status == 429)
        #expect(refused.body.isEmpty)
        #expect(refused.header("Content-Length") == "0")
        #expect(refused.header("X-RateLimit-Limit") == "3")
        #expect(refused.header("X-RateLimit-Remaining") == "0")
        resets.insert(try #require(refused.header("X-RateLimit-Reset")))
        #expect(resets.count == 1, "one window")
        let reset = try #require(Int64(resets.first ?? ""))
        #expect((before + 59...before + 90).contains(reset))
    }

    @Test(arguments: TestStore.allCases)
    func `limits are counted apart for each endpoint and each organization`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store, options: ["--rate", "1"])
        let other = try await Tenant.shared(store, options: ["--rate", "1"])
        let base = "/transactional/v1"
        #expect(try await tenant.server.get("\(base)/sms", token: tenant.token).status == 200)
        #expect(try await tenant.server.get("\(base)/sms", token: tenant.token).status == 429)
        #expect(try await tenant.server.get("\(base)/lookup", token: tenant.token).status == 200)
        #expect(try await tenant.server.get("\(base)/sms", token: other.token).status == 200)
        let second = try await tenant.issue("api_sms")
        #expect(try await tenant.server.get("\(base)/sms", token: second).status == 429)
        let legacy = try await tenant.issue("legacy")
        #expect(try await tenant.server.get("/sms", token: legacy).status == 429)
    }

    @Test(arguments: TestStore.allCases)
    func `a bulk call counts as one request, and refused input counts too`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store, options: ["--rate", "2"])
        let item = #"{"from":"Acme","to":"+34600111222","text":"Hi"}"#
        let path = "/transactional/v1/sms/bulk"
        let first = try await tenant.server.post(path, token: tenant.token, "[\(item),\(item)]")
        #expect(first.status == 201)
        #expect(first.header("X-RateLimit-Remaining") == "1")
        let second = try await tenant.server.post(path, token: tenant.token, "[")
        #expect(second.status == 400)
        #expect(second.header("X-RateLimit-Remaining") == "0")
        #expect(try await tenant.server.post(path, token: tenant.token, "[]").status == 429)
    }

    @Test(arguments: TestStore.allCases)
    func `requests without a valid token are counted by address`(store: TestStore) async throws {
        let server = try await RunningServer(on: store, options: ["--requests-per-minute", "2"])
        let paths = ["/transactional/v1/sms", "/v1/project/65f0c1a2b3c4d5e6f7a8b9c0", "/sms"]
        for path in paths.prefix(2) {
            #expect(try await server.get(path, token: "wrong").status == 401)
        }
        for path in paths {
            let refused = try await server.get(path, token: "wrong")
            #expect(refused.status == 429)
            #expect(refused.body.isEmpty)
            #expect(refused.header("X-RateLimit-Limit") == "2")
        }
    }
}
