import Foundation
import TestSupport
import Testing

@testable import heliograph

@Suite struct SettingsTests {
    private static let known: [CommandOption] = [
        .setting("data", "DIR", ""), .setting("tls-key", "FILE", ""),
        .setting("allow-private-targets", nil, ""), .value("name", "NAME", ""),
    ]

    private func settings(
        _ text: String?,
        environment: [String: String] = [:]
    ) throws -> Settings {
        try Settings(
            environment: environment,
            fileText: text,
            fileName: "conf",
            known: SettingsTests.known
        )
    }

    @Test func `the environment goes before the file`() throws {
        let text = "# comment\n\n data = /file \ntls-key=\" /a key = b \"\r\n"
        let both = try settings(text, environment: ["HELIOGRAPH_DATA": "/variable"])
        #expect(both.value(of: SettingsTests.known[0]) == "/variable")
        #expect(both.value(of: SettingsTests.known[1]) == " /a key = b ")
        #expect(both.value(of: SettingsTests.known[2]) == nil)
        let empty = try settings(text, environment: ["HELIOGRAPH_DATA": ""])
        #expect(empty.value(of: SettingsTests.known[0]) == "/file")
    }

    @Test(arguments: [
        ("data", "conf:1: write 'key = value'"), ("\n\ndat = x", "conf:3: no setting"),
        ("data=1\ndata=2", "conf:2: 'data' is set twice"), ("name = x", "no setting"),
    ])
    func `a wrong line is told with its number`(text: String, message: String) {
        let error = #expect(throws: UsageError.self) { try settings(text) }
        #expect(error?.description.contains(message) == true)
    }

    @Test func `a switch is true or false`() throws {
        #expect(try Settings.bool("Yes", named: "x"))
        #expect(try !Settings.bool("off", named: "x"))
        #expect(throws: UsageError.self) { try Settings.bool("maybe", named: "x") }
    }

    @Test func `option, environment and file name the store in that order`() async throws {
        let folder = try TemporaryFolder()
        for name in ["a", "b", "c"] {
            let heliograph = Heliograph(location: ["--data", folder.file(name)])
            _ = try await heliograph.json("organization", "create", "--name", name)
        }
        let file = folder.file("heliograph.conf")
        try Data("data = \(folder.file("c"))\n".utf8).write(to: URL(fileURLWithPath: file))
        func name(_ words: [String], _ environment: [String: String]) async throws -> String? {
            let run = try await Heliograph.run(
                ["organization", "list", "--json"] + words,
                environment: environment
            )
            return try run.json.elements.first?["name"].text
        }
        let variables = ["HELIOGRAPH_DATA": folder.file("b"), "HELIOGRAPH_CONFIG": file]
        #expect(try await name(["--data", folder.file("a")], variables) == "a")
        #expect(try await name([], variables) == "b")
        #expect(try await name(["--config", file], [:]) == "c")
        let missing = try await Heliograph.run(["organization", "list", "--config", "/none"])
        #expect(missing.code == 2)
    }
}
