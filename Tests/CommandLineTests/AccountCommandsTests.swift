import Accounts
import AccountsModel
import Database
import Essentials
import JSONCoding
import SQLStore
import Secrets
import TestSupport
import Testing

@Suite struct AccountCommandsTests {
    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `an organization lives from the command line`(kind: TestStore) async throws {
        try await Heliograph.with(kind) { heliograph, _ in
            let made = try await heliograph.json(
                "organization",
                "create",
                "--name",
                "Acme",
                "--balance",
                "10",
                "--credit=2.5"
            )
            let uid = made["uid"].text
            #expect(made["available"] == .number(12.5))
            let entry = try await heliograph.json(
                "organization",
                "top-up",
                uid,
                "--amount",
                "-0.045",
                "--note",
                "goodwill"
            )
            #expect(entry["balanceAfter"] == .number(9.955))
            _ = try await heliograph.json("organization", "update", uid, "--rate", "6000")
            let shown = try await heliograph.json("organization", "show", uid)
            #expect(shown["requestsPerMinute"] == .integer(6000))
            #expect(shown["balance"] == .number(9.955))
            let ledger = try await heliograph.json("organization", "ledger", uid)
            #expect(ledger.elements.map { $0["note"].text } == ["goodwill", "opening balance"])
            let log = try await heliograph.json("audit", "list", "--limit", "2")
            let actions = log.elements.map { $0["action"].text }
            #expect(actions == ["organization.update", "organization.top_up"])
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `prices, routes and carriers are set from the command line`(
        kind: TestStore
    ) async throws {
        try await Heliograph.with(kind) { heliograph, _ in
            _ = try await heliograph.json("organization", "create", "--name", "Acme")
            _ = try await heliograph.json(
                "price",
                "set",
                "--service",
                "sms",
                "--country",
                "es",
                "--amount",
                "0.031"
            )
            func price() async throws -> JSONValue {
                let list = try await heliograph.json("price", "list", "--service", "sms")
                return list.elements.first { $0["country"].text == "ES" }?["amount"] ?? .null
            }
            #expect(try await price() == .number(0.031))
            _ = try await heliograph.json(
                "price",
                "unset",
                "--service",
                "sms",
                "--country",
                "ES"
            )
            #expect(try await price() == .number(0.045))

            let route = try await heliograph.json(
                "route",
                "add",
                "--carrier",
                "simulator",
                "--prefix",
                "346",
                "--priority",
                "-5"
            )
            let routes = try await heliograph.json("route", "list").elements
            #expect(routes.map { $0["id"] } == [route["id"]])
            #expect(routes.map { $0["prefix"] } == [route["prefix"]])
            _ = try await heliograph.json("route", "remove", route["id"].text)
            #expect(try await heliograph.json("route", "list").elements == [])

            _ = try await heliograph.json("carrier", "pause", "simulator")
            let carrier = try await heliograph.json(
                "carrier",
                "set",
                "simulator",
                "--rate",
                "50",
                "--option",
                "receiptDelayMilliseconds=5",
                "--option",
                "journalCompaction=false"
            )
            #expect(carrier["paused"] == .bool(true))
            #expect(carrier["options", "journalCompaction"].text == "false")
            let listed = try await heliograph.json("carrier", "list").elements
            #expect(listed.map { $0["name"].text } == ["simulator"])
            #expect(listed.map { $0["state"].text } == ["no server"])
        }
    }

    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `a running server knows a new token at once and a revoked one no more`(
        kind: TestStore
    ) async throws {
        try await Heliograph.with(kind) { heliograph, location in
            let database = try Database(location)
            let clock = SystemClock()
            let store = SQLStore(database, clock: clock, ids: IDSource(clock: clock))
            try await store.migrate()
            let directory = TokenDirectory(
                store: store.accounts,
                changes: store,
                hasher: try await SecretHasher.ofServer(in: store.secrets),
                clock: clock
            )
            let owner = try await heliograph.json("organization", "create", "--name", "Acme")
            let project = try await heliograph.json(
                "project",
                "create",
                "--organization",
                owner["uid"].text,
                "--name",
                "SMS",
                "--kind",
                "api_sms"
            )
            let token = try await heliograph.json(
                "token",
                "create",
                "--kind",
                "api_sms",
                "--name",
                "T",
                "--project",
                project["uid"].text
            )
            let secret = token["secret"].text
            #expect(try await directory.authorize(secret: secret, kinds: [.apiSMS]) != nil)
            // The notices of the commands before may still come and make it forget.
            while directory.cached(secret: secret, kinds: [.apiSMS]) == nil {
                _ = try await directory.authorize(secret: secret, kinds: [.apiSMS])
            }
            _ = try await heliograph.json("token", "revoke", token["id"].text)
            let revokedAt = ContinuousClock.now
            while directory.cached(secret: secret, kinds: [.apiSMS]) != nil { await Task.yield() }
            #expect(ContinuousClock.now - revokedAt < .milliseconds(500))
            #expect(try await directory.authorize(secret: secret, kinds: [.apiSMS]) == nil)
            await database.close()
        }
    }

    @Test func `secrets are printed once and listed never`() async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        let demo = try await heliograph.json("demo")
        let project = demo["projects", "apiSms"].text
        let token = try await heliograph.json(
            "token",
            "create",
            "--kind",
            "api_sms",
            "--name",
            "T",
            "--project",
            project,
            "--permission",
            "http,smpp",
            "--callback-url",
            "https://example.com/dlr"
        )
        let secrets = ["secret", "password", "callbackSecret"].map { token[$0].text }
        #expect(secrets.allSatisfy { !$0.isEmpty })
        for command in [["token", "list"], ["audit", "list"]] {
            let listed = try await Heliograph.run(command + heliograph.location + ["--json"])
            #expect(listed.code == 0)
            for secret in secrets { #expect(!listed.output.contains(secret)) }
        }
    }
}
