import Essentials
import TestSupport
import Testing

/// Who is let in (docs/reference/api/transactional.md, "Authentication").
@Suite(.timeLimit(.minutes(5)))
struct AuthenticationTests {
    private static let probe = "/transactional/v1/organization/account"

    @Test(arguments: TestStore.allCases)
    func `the token goes in the header or the query, and the header decides`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let (server, good, path) = (tenant.server, tenant.token, Self.probe)
        func status(_ authorization: String?, _ query: String = "") async throws -> Int {
            let headers = authorization.map { [("Authorization", $0)] } ?? []
            return try await server.send("GET", path + query, headers: headers).status
        }
        #expect(try await status("Bearer \(good)") == 200)
        #expect(try await status("bearer \(good)") == 200)
        #expect(try await status("BEARER  \(good)") == 200)
        #expect(try await status(good) == 200)
        #expect(try await status(nil, "?access_token=\(good)") == 200)
        #expect(try await status("Bearer \(good)", "?access_token=wrong") == 200)
        #expect(try await status("Bearer wrong", "?access_token=\(good)") == 401)
        #expect(try await status("Bearer", "?access_token=\(good)") == 401)
        let lowered = try await server.send(
            "GET",
            path,
            headers: [("authorization", "Bearer \(good)")]
        )
        #expect(lowered.status == 200)
    }

    @Test(
        arguments: TestStore.allCases,
        [
            [], [("Authorization", "Bearer wrong")], [("Authorization", "Bearer ")],
            [("Authorization", "Basic dXNlcjpwYXNz")],
            [("Authorization", "Bearer " + String(repeating: "x", count: 2000))],
            [("Authorization", "Bearer a b")],
        ]
    )
    func `without a valid token every endpoint answers 401 with a message`(
        store: TestStore,
        headers: [(String, String)]
    ) async throws {
        let server = try await SharedServers.instance.server(on: store)
        for base in ["", "/transactional/v1"] {
            for (method, path) in [
                ("POST", "/sms"), ("POST", "/sms/bulk"), ("GET", "/sms"),
                ("GET", "/sms/65f0c1a2b3c4d5e6f7a8b9c0"), ("POST", "/lookup"), ("GET", "/lookup"),
                ("GET", "/organization/account"), ("GET", "/price-profile/me/countries"),
            ] {
                let answer = try await server.send(
                    method,
                    base + path,
                    headers: headers,
                    body: method == "POST" ? [] : nil
                )
                #expect(answer.status == 401, "\(method) \(base)\(path)")
                #expect(answer.json.names == ["message"])
                #expect(answer.header("X-Request-Id")?.isEmpty == false)
                #expect(answer.header("X-RateLimit-Limit") == nil)
            }
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a token of one API opens no other`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        let legacy = try await tenant.issue("legacy")
        let smpp = try await tenant.issue("api_sms", project: nil, "--permission", "smpp")
        let standard = try await tenant.server.command(
            "project",
            "create",
            "--organization",
            tenant.organization,
            "--name",
            "Audience",
            "--kind",
            "standard"
        )
        let product = try await tenant.issue(
            "product",
            project: standard.uid.string,
            "--scope",
            "all"
        )
        let server = tenant.server
        #expect(try await server.get(Self.probe, token: tenant.token).status == 200)
        #expect(try await server.get("/organization/account", token: legacy).status == 200)
        for (path, token) in [
            (Self.probe, legacy), ("/organization/account", tenant.token), (Self.probe, product),
            ("/organization/account", product), (Self.probe, smpp),
        ] {
            #expect(try await server.get(path, token: token).status == 401, "\(path)")
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a token revoked by the command line stops working beside the running server`(
        store: TestStore
    ) async throws {
        let tenant = try await Tenant.shared(store)
        let next = try await tenant.issue("api_sms")
        #expect(try await tenant.server.get(Self.probe, token: tenant.token).status == 200)
        #expect(try await tenant.server.get(Self.probe, token: next).status == 200)
        try await tenant.server.command("token", "revoke", tenant.tokenID)
        try await waitUntil(within: .seconds(15)) {
            try await tenant.server.get(Self.probe, token: tenant.token).status == 401
        }
        #expect(try await tenant.server.get(Self.probe, token: next).status == 200)
    }

    @Test(arguments: TestStore.allCases)
    func `a token stops working when it expires`(store: TestStore) async throws {
        let tenant = try await Tenant.shared(store)
        let (token, end) = try await expiring(tenant)
        let first = try await tenant.server.get(Self.probe, token: token).status
        #expect(first == 200 || SystemClock().now >= end)
        try await waitUntil(within: .seconds(120)) {
            try await tenant.server.get(Self.probe, token: token).status == 401
        }
        #expect(SystemClock().now >= end)
    }

    /// A token that lives some seconds; longer where the command alone takes that long.
    private func expiring(_ tenant: Tenant) async throws -> (token: String, end: Timestamp) {
        for seconds in [10, 30] {
            let end = Timestamp(seconds: SystemClock().now.seconds + Int64(seconds))
            do {
                let token = try await tenant.issue(
                    "api_sms",
                    project: nil,
                    "--expires",
                    end.iso8601
                )
                return (token, end)
            } catch  where SystemClock().now >= end {
                continue
            }
        }
        let end = Timestamp(seconds: SystemClock().now.seconds + 90)
        return (try await tenant.issue("api_sms", project: nil, "--expires", end.iso8601), end)
    }
}
