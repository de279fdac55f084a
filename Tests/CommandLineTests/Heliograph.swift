import Database
import Foundation
import JSONCoding
import TestSupport

/// The built program, run as a process on a store of its own.
struct Heliograph: Sendable {
    /// What a run left.
    struct Run: Sendable {
        let code: Int32
        let output: String
        let errors: String

        /// What was printed, read as JSON.
        var json: JSONValue {
            get throws { try JSONDocument.parse(Array(output.utf8)) }
        }
    }

    /// The store's arguments, as `--data DIR`.
    let location: [String]

    /// The program of this build.
    static let program = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(".build/debug/heliograph")

    /// Lends the program on an empty store of each kind, with the store's place.
    static func with(
        _ kind: TestStore,
        _ body: (Heliograph, DatabaseLocation) async throws -> Void
    ) async throws {
        try await kind.withLocation { location in
            switch location {
            case .sqlite(let path):
                let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
                try await body(Heliograph(location: ["--data", folder]), location)
            case .postgres(let url):
                try await body(Heliograph(location: ["--database", url]), location)
            }
        }
    }

    /// Runs a command on the store, and waits for its end.
    func run(_ arguments: String..., environment: [String: String] = [:]) async throws -> Run {
        try await Heliograph.run(arguments + location, environment: environment)
    }

    /// Runs a command with `--json` and returns what it printed; throws when it failed.
    func json(_ arguments: String...) async throws -> JSONValue {
        let run = try await Heliograph.run(arguments + location + ["--json"])
        guard run.code == 0 else { throw RunError(description: run.errors) }
        return try run.json
    }

    /// Runs the program, and waits for its end.
    static func run(
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> Run {
        let settings = environment.map { "\($0.key)=\($0.value)" }
        let outcome = try await ChildProcess.run(
            ["env", "-i"] + settings + [program.path] + arguments
        )
        return Run(
            code: outcome.status,
            output: String(decoding: outcome.output, as: UTF8.self),
            errors: outcome.errors
        )
    }
}

/// A command that should have worked did not.
struct RunError: Error, CustomStringConvertible {
    let description: String
}

extension JSONValue {
    /// The value under names; null when there is none.
    subscript(_ names: String...) -> JSONValue {
        var value = self
        for name in names {
            guard case .object(let object) = value, let inner = object[name] else { return .null }
            value = inner
        }
        return value
    }

    /// The elements of an array; none for anything else.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The text of a string; empty for anything else.
    var text: String {
        if case .string(let text) = self { text } else { "" }
    }

    /// The names of an object's members, in order.
    var names: [String] {
        if case .object(let object) = self { object.members.map(\.name) } else { [] }
    }
}
