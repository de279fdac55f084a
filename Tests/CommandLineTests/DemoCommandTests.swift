import Foundation
import JSONCoding
import TestSupport
import Testing

@Suite struct DemoCommandTests {
    @Test func `demo prints what other programs rely on, and the same again`() async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        let first = try await heliograph.json("demo")
        #expect(
            first.names == [
                "organization", "projects", "datasource", "tokens", "smpp", "signingSecret",
            ]
        )
        #expect(first["projects"].names == ["standard", "apiSms"])
        #expect(first["tokens"].names == ["product", "datasource", "transactional", "legacy"])
        #expect(first["smpp"].names == ["systemId", "password"])
        #expect(try await heliograph.json("demo") == first)
        let tokens = try await heliograph.json("token", "list")
        let organizations = try await heliograph.json("organization", "list")
        #expect(tokens.elements.count == 4)
        #expect(organizations.elements.count == 1)
    }

    @Test func `its secrets are for the owner alone`() async throws {
        let folder = try TemporaryFolder()
        let data = folder.file("data")
        _ = try await Heliograph(location: ["--data", data]).json("demo")
        for (path, mode) in [(data, 0o700), (data + "/demo.json", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == mode)
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `started several times at once, it makes one organization`() async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        let results = try await withThrowingTaskGroup(of: JSONValue.self) { group in
            for _ in 0..<4 { group.addTask { try await heliograph.json("demo") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results).count == 1)
        let organizations = try await heliograph.json("organization", "list")
        #expect(organizations.elements.count == 1)
    }

    @Test(arguments: ["", "{", "[]", "{\"organization\":\"65f0c1a2b3c4d5e6f7a8b9c0\"}"])
    func `a spoilt demo.json is replaced`(text: String) async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("demo.json")))
        let made = try await heliograph.json("demo")
        #expect(try await heliograph.json("demo") == made)
    }

    @Test func `after one of its tokens was revoked, it makes another one`() async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        let first = try await heliograph.json("demo")
        let tokens = try await heliograph.json("token", "list").elements
        let sending = try #require(tokens.first { $0["kind"].text == "api_sms" })
        _ = try await heliograph.json("token", "revoke", sending["id"].text)
        let second = try await heliograph.json("demo")
        #expect(second["tokens", "transactional"] != first["tokens", "transactional"])
        #expect(second["tokens", "product"] == first["tokens", "product"])
        #expect(second["organization"] == first["organization"])
    }

    @Test func `a callback is set for the tokens that send`() async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        let made = try await heliograph.json(
            "demo",
            "--callback-url",
            "http://127.0.0.1:9000/dlr",
            "--allow-private-targets"
        )
        // The same for both tokens, and printed again.
        #expect(made["signingSecret"].text.hasPrefix("whsec_"))
        #expect(try await heliograph.json("demo")["signingSecret"] == made["signingSecret"])
        let tokens = try await heliograph.json("token", "list").elements
        let called = tokens.filter { $0["callbackUrl"].text == "http://127.0.0.1:9000/dlr" }
        #expect(Set(called.map { $0["kind"].text }) == ["api_sms", "legacy"])
    }

    /// The state after a kill at any moment: a file with some of its members, a store with some of
    /// what they name, and tokens that nobody knows.
    @Test(.timeLimit(.minutes(5)), arguments: [0, 1, 2, 3, 4])
    func `after it was interrupted, it makes nothing twice`(step: Int) async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        let first = try await heliograph.json("demo")
        let uid = first["organization"].text
        let kept: String =
            switch step {
            case 0: "{\"organization\":\"\(uid)\"}"
            case 1: "{\"organization\":\"\(uid)\",\"tokens\":{}}"
            case 2:
                "{\"organization\":\"\(uid)\",\"projects\":{\"standard\":"
                    + "\"\(first["projects", "standard"].text)\"}}"
            case 3:
                "{\"organization\":\"\(uid)\",\"tokens\":{\"product\":"
                    + "\"\(first["tokens", "product"].text)\"}}"
            default: "{\"organization\":\"\(uid)\",\"datasource\":\"nonsense\"}"
            }
        try Data(kept.utf8).write(to: URL(fileURLWithPath: folder.file("demo.json")))
        let second = try await heliograph.json("demo")
        #expect(second["organization"].text == uid)
        #expect(second["projects"] == first["projects"])
        #expect(second["datasource"] == first["datasource"])
        #expect(try await heliograph.json("organization", "list").elements.count == 1)
        #expect(try await heliograph.json("project", "list").elements.count == 2)
        let tokens = try await heliograph.json("token", "list").elements
        let alive = tokens.filter { $0["revokedAt"] == .null }
        #expect(alive.count == 4)
        #expect(try await heliograph.json("demo") == second)
    }

    @Test(.timeLimit(.minutes(5))) func `killed at any moment, it goes on`() async throws {
        let folder = try TemporaryFolder()
        let heliograph = Heliograph(location: ["--data", folder.path])
        for milliseconds in stride(from: 20, through: 260, by: 40) {
            let child = try ChildProcess(
                [Heliograph.program.path, "demo", "--data", folder.path],
                output: "/dev/null",
                errors: "/dev/null"
            )
            // The moment is the point of the test, so there is no condition to wait for.
            try await Task.sleep(for: .milliseconds(milliseconds))
            child.signal(9)
            _ = try await child.wait()
        }
        _ = try await heliograph.json("demo")
        #expect(try await heliograph.json("organization", "list").elements.count == 1)
        #expect(try await heliograph.json("project", "list").elements.count == 2)
        let tokens = try await heliograph.json("token", "list").elements
        #expect(tokens.filter { $0["revokedAt"] == .null }.count == 4)
    }
}
