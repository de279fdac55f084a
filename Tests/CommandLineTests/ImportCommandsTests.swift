import Foundation
import JSONCoding
import TestSupport
import Testing

@testable import heliograph

@Suite(.timeLimit(.minutes(5))) struct ImportCommandsTests {
    private static let csv = """
        Id;Mail;color
        U-1;ada@example.com;red
        U-2;nobody;blue

        """

    /// Lends the program with a data source on it, and the options that name it.
    private func withSource(
        _ kind: TestStore,
        _ body: (Heliograph, [String], TemporaryFolder) async throws -> Void
    ) async throws {
        try await Heliograph.with(kind) { heliograph, _ in
            let owner = try await heliograph.json(
                "organization",
                "create",
                "--name",
                "A",
                "--plan",
                "xl"
            )["uid"].text
            let project = try await heliograph.json(
                "project",
                "create",
                "--organization",
                owner,
                "--name",
                "P",
                "--kind",
                "standard"
            )["uid"].text
            _ = try await heliograph.json(
                "datasource",
                "create",
                "--project",
                project,
                "--name",
                "CRM"
            )
            let place = ["--project", project, "--datasource", "dsapi"]
            try await body(heliograph, place, try TemporaryFolder())
        }
    }

    private func run(
        _ heliograph: Heliograph,
        _ words: [String]
    ) async throws -> Outcome {
        let run = try await Heliograph.run(words + heliograph.location + ["--json"])
        return Outcome(code: run.code, errors: run.errors, json: (try? run.json) ?? .null)
    }

    /// How a command ended, and what it printed.
    private struct Outcome {
        let code: Int32
        let errors: String
        let json: JSONValue
    }

    @Test(arguments: TestStore.allCases)
    func `a file is imported once, with its problems in a file`(kind: TestStore) async throws {
        try await withSource(kind) { heliograph, place, folder in
            let file = folder.file("people.csv")
            try Self.csv.write(toFile: file, atomically: true, encoding: .utf8)
            let errors = folder.file("errors.csv")
            let words =
                ["import", "contacts", file, "--map", "Id=_user_id", "--map", "Mail=_email"]
                + ["--errors", errors] + place
            let dry = try await run(heliograph, words + ["--dry-run"])
            #expect(dry.code == 6)
            #expect(dry.json["rowsAccepted"] == .integer(1))
            #expect(dry.json["dryRun"] == .bool(true))
            let first = try await run(heliograph, words)
            #expect(first.code == 6, "\(first.errors)")
            #expect(first.json["state"].text == "done")
            #expect(first.json["rowsAccepted"] == .integer(1))
            #expect(first.json["rowsRefused"] == .integer(1))
            #expect(first.json["ignoredColumns"] == .array([.string("color")]))
            let report = try String(contentsOfFile: errors, encoding: .utf8)
            #expect(report.contains("1,3,Mail,email.invalid,"))
            #expect(report.contains("U-2;nobody;blue"))
            let second = try await run(heliograph, words)
            #expect(second.errors.contains("was imported before"))
            #expect(second.json["id"] == first.json["id"])
            #expect(second.json["wasDone"] == .bool(true))
            let again = try await run(heliograph, words + ["--again"])
            #expect(again.json["id"] != first.json["id"])
            let list = try await run(heliograph, ["import", "list"] + place).json.elements
            #expect(list.count == 3)
            let id = first.json["id"].text
            let shown = try await run(heliograph, ["import", "show", id] + place)
            #expect(shown.json["problems"] == .integer(1))
            let cancelled = try await run(heliograph, ["import", "cancel", id] + place)
            #expect(cancelled.json["state"].text == "done", "what ended stays as it is")
        }
    }

    @Test func `lines of JSON without faults leave nothing to say`() async throws {
        try await withSource(.sqlite) { heliograph, place, folder in
            let file = folder.file("events.ndjson")
            let line = #"{"_user_id":"U-1","_event_type":"visit","_user_data":{"_city":"Vigo"}}"#
            try "\(line)\n\(line)\n".write(toFile: file, atomically: true, encoding: .utf8)
            let outcome = try await run(heliograph, ["import", "events", file] + place)
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(outcome.json["rowsAccepted"] == .integer(2))
            #expect(outcome.errors.isEmpty, "plain lines come every five seconds")
        }
    }

    @Test(arguments: [
        (["nowhere.csv"], 5, "cannot read 'nowhere.csv'"), (["/etc/hostname"], 2, "give --format"),
        (["/tmp", "--format", "csv"], 5, "Is a directory"),
    ])
    func `a file that cannot be imported is told`(
        words: [String],
        code: Int,
        message: String
    ) async throws {
        let place = ["--project", "65f0c1a2b3c4d5e6f7a8b9c0", "--datasource", "dsapi"]
        let run = try await Heliograph.run(
            ["import", "contacts"] + words + place + ["--data", "/tmp"]
        )
        #expect(Int(run.code) == code)
        #expect(run.errors.contains(message), "\(run.errors)")
    }

    @Test func `a mapping without a field is a slip`() async throws {
        try await withSource(.sqlite) { heliograph, place, folder in
            let file = folder.file("people.csv")
            try Self.csv.write(toFile: file, atomically: true, encoding: .utf8)
            let outcome = try await run(
                heliograph,
                ["import", "contacts", file, "--map", "Mail"] + place
            )
            #expect(outcome.code == 2)
            #expect(outcome.errors.contains("COLUMN=FIELD"))
        }
    }
}
