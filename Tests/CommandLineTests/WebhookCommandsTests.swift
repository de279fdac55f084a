import JSONCoding
import TestSupport
import Testing

@Suite struct WebhookCommandsTests {
    @Test(.timeLimit(.minutes(5)), arguments: TestStore.allCases)
    func `dead letters are listed, replayed and discarded`(kind: TestStore) async throws {
        try await Heliograph.with(kind) { heliograph, _ in
            _ = try await heliograph.json("organization", "create", "--name", "Acme")
            #expect(try await heliograph.json("webhook", "dead-letters") == .array([]))
            let replayed = try await heliograph.json("webhook", "replay", "--all")
            #expect(replayed["replayed"] == .integer(0))
            let token = "65f0c1a2b3c4d5e6f7a8b9c0"
            let discarded = try await heliograph.json("webhook", "discard", "--token", token)
            #expect(discarded["discarded"] == .integer(0))
            let log = try await heliograph.json("audit", "list", "--limit", "2").elements
            #expect(log.map { $0["subject"].text } == [token, "all"])
        }
    }

    @Test(arguments: [[], ["--all", "--token", "65f0c1a2b3c4d5e6f7a8b9c0"]])
    func `nothing is discarded by a slip`(words: [String]) async throws {
        let run = try await Heliograph.run(["webhook", "discard", "--data", "/tmp"] + words)
        #expect(run.code == 2)
        #expect(run.errors.contains("give one of"))
    }
}
