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
            first.names == ["organization", "projects", "datasource", "tokens", "smpp"]
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
        _ = try await heliograph.json("demo", "--callback-url", "http://127.0.0.1:9000/dlr")
        let tokens = try await heliograph.json("token", "list").elements
        let called = tokens.filter { $0["callbackUrl"].text == "http://127.0.0.1:9000/dlr" }
        #expect(Set(called.map { $0["kind"].text }) == ["api_sms", "legacy"])
    }
}
