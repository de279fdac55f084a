import CSVCoding
import Foundation
import JSONCoding
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ExportCommandsTests {
    /// A project without contacts.
    private static func project(_ heliograph: Heliograph) async throws -> String {
        let organization = try await heliograph.json("organization", "create", "--name", "Acme")
        let project = try await heliograph.json(
            "project",
            "create",
            "--organization",
            organization["uid"].text,
            "--name",
            "Main",
            "--kind",
            "standard"
        )
        return project["uid"].text
    }

    @Test(arguments: TestStore.allCases)
    func `an export goes to standard output or becomes a file of its owner`(
        kind: TestStore
    ) async throws {
        try await Heliograph.with(kind) { heliograph, _ in
            let project = try await Self.project(heliograph)
            for words in [["-"], []] {
                let run = try await Heliograph.run(
                    ["export", "events"] + words + ["--project", project] + heliograph.location
                )
                #expect(run.code == 0)
                #expect(
                    run.output
                        == "_user_id,_event_id,_event_type,_event_date,_event_parameters\r\n"
                )
                #expect(run.errors == "exported 0 of 0 events\n")
            }
            let folder = try TemporaryFolder("heliograph-export")
            let path = folder.file("contacts.csv")
            let made = try await heliograph.json(
                "export",
                "contacts",
                path,
                "--project",
                project,
                "--attributes",
                "_email,_city"
            )
            #expect(made["contacts"] == .integer(0))
            #expect(
                try String(contentsOfFile: path, encoding: .utf8) == "_user_id,_email,_city\r\n"
            )
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let log = try await heliograph.json("audit", "list", "--limit", "1").elements
            #expect(log.first?["action"].text == "audience.export")
        }
    }

    @Test(arguments: [("a.ndjson", ""), ("a.JSONL", ""), ("a.csv", "_"), ("a", "_")])
    func `the name of the file tells the format`(name: String, begin: String) async throws {
        try await Heliograph.with(.sqlite) { heliograph, _ in
            let project = try await Self.project(heliograph)
            let folder = try TemporaryFolder("heliograph-export")
            let path = folder.file(name)
            _ = try await heliograph.json("export", "events", path, "--project", project)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.prefix(1) == begin)
        }
    }

    @Test func `wrong words are refused before a file is begun`() async throws {
        try await Heliograph.with(.sqlite) { heliograph, _ in
            let project = try await Self.project(heliograph)
            let folder = try TemporaryFolder("heliograph-export")
            let path = folder.file("x.csv")
            let wrong: [(words: [String], code: Int32, saying: String)] = [
                (["--attributes", "nope"], 2, "no attribute 'nope'"),
                (["--filter", "{"], 2, "--filter is not JSON"),
                (["--filter", "@\(path)"], 2, "there is no file"),
                (["--filter", #"{"type":"x"}"#], 2, "root.type"),
                (["--format", "xml"], 2, "one of: csv, ndjson"),
                (["--delimiter", ","], 2, "comma, semicolon"),
                (["--since", "yesterday"], 2, "2030-01-31T12:00:00Z"),
            ]
            for (words, code, saying) in wrong {
                let run = try await Heliograph.run(
                    ["export", "contacts", path, "--project", project] + words
                        + heliograph.location
                )
                #expect(run.code == code, "\(words) \(run.errors)")
                #expect(run.errors.contains(saying), "\(words) \(run.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }
}
