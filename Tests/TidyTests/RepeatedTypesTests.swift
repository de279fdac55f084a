import Foundation
import Testing

/// One concept, one type: what two targets both declare is written twice, or named alike by
/// mistake.
@Suite struct RepeatedTypesTests {
    /// One declaration of a type at the top of a file.
    private struct Declaration {
        let name: String
        let target: String
        let place: String
    }

    /// One enum at any depth.
    private struct Enumeration {
        let name: String
        let file: String
        let cases: Set<String>
    }

    /// Public types that share their name, with why.
    private static let namesakes: [String: String] = [:]

    /// Enums with the same cases, by one of their names, with why.
    private static let likenesses: [String: String] = [
        "BoundCondition": "a ContactCondition after relative times were resolved",
        "BoundEventTest": "an EventTest after relative times were resolved",
        "SQLDialect": "a DatabaseLocation carries an address, a dialect writes SQL",
        "NotificationKind": "it is the stored tag of a NotificationPayload",
        "ParameterFormat": "it is the format of a Parameter.Value",
        "JournalFrame": "JournalCoding.Kind is its tag on disk",
    ]

    @Test func `no two targets declare a public type of one name`() throws {
        let declared = try Self.publicTypes()
        #expect(declared.count > 300, "the sources were not understood")
        for (name, all) in Dictionary(grouping: declared, by: \.name).sorted(by: { $0.key < $1.key }
        )
        where Set(all.map(\.target)).count > 1 && Self.namesakes[name] == nil {
            Issue.record("\(name) is declared in \(all.map(\.place).joined(separator: " and "))")
        }
    }

    @Test func `no two enums have the same cases`() throws {
        let enums = try Self.enums()
        #expect(enums.count > 100, "the sources were not understood")
        for (cases, all) in Dictionary(grouping: enums, by: \.cases) where all.count > 1 {
            guard cases.count > 1, !all.contains(where: { Self.likenesses[$0.name] != nil })
            else { continue }
            let places = all.map { "\($0.name) (\($0.file))" }.joined(separator: " and ")
            Issue.record("\(places) have the same cases: \(cases.sorted())")
        }
    }

    private static func files() -> [String] {
        Repository.files([".swift"], in: ["Sources"]).filter { !$0.hasPrefix("Sources/Testing/") }
    }

    private static func publicTypes() throws -> [Declaration] {
        let pattern = /^public (?:final |indirect )?(?:struct|enum|class|actor|protocol) (\w+)/
        return try files().flatMap { file in
            try Repository.lines(file).compactMap { line in
                guard let match = line.text.firstMatch(of: pattern) else { return nil }
                let target = file.split(separator: "/").dropFirst(2).first.map(String.init) ?? file
                return Declaration(
                    name: String(match.output.1),
                    target: target,
                    place: line.place
                )
            }
        }
    }

    private static func enums() throws -> [Enumeration] {
        let beginning = /\benum (\w+)[^{]*\{\s*$/
        var enums: [Enumeration] = []
        for file in files() {
            let lines = try Repository.lines(file)
            for (index, line) in lines.enumerated() where !line.isComment {
                guard let match = line.text.firstMatch(of: beginning) else { continue }
                let cases = cases(of: lines[(index + 1)...], below: line.indentation)
                enums.append(
                    Enumeration(name: String(match.output.1), file: file, cases: cases)
                )
            }
        }
        return enums
    }

    /// The cases that an enum's own lines declare, not those of types nested in it.
    private static func cases(
        of lines: ArraySlice<Repository.Line>,
        below indentation: Int
    ) -> Set<String> {
        var cases: Set<String> = []
        for line in lines where !line.trimmed.isEmpty {
            if line.indentation <= indentation { break }
            guard line.indentation == indentation + 4, line.trimmed.hasPrefix("case ") else {
                continue
            }
            let list = line.trimmed.dropFirst(5).prefix { $0 != "=" && $0 != "(" }
            cases.formUnion(
                list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            )
        }
        return cases
    }
}
