import Foundation
import Testing

/// The rules of CONTRIBUTING.md that a machine can check.
@Suite struct TidyTests {
    // MARK: Targets

    @Test func `a target imports only what the manifest declares for it`() throws {
        let manifest = try Manifest()
        let ours = Set(manifest.targets.map(\.name)).union(manifest.libraries)
        #expect(ours.count > 20, "Package.swift was not understood")
        for target in manifest.targets {
            #expect(!target.folder.isEmpty, "\(target.name) has no folder")
            for file in Repository.files([".swift"], in: [target.folder]) {
                for line in try Repository.lines(file) {
                    guard let module = Self.importedModule(line), ours.contains(module) else {
                        continue
                    }
                    #expect(
                        target.uses.contains(module),
                        "\(line.place): \(target.name) does not declare \(module)"
                    )
                }
            }
        }
    }

    @Test func `a C library has one owner`() throws {
        let manifest = try Manifest()
        for library in manifest.libraries {
            let owners = manifest.targets.filter { $0.uses.contains(library) }.map(\.name)
            #expect(owners.count == 1, "\(library) is used by \(owners)")
        }
    }

    private static func importedModule(_ line: Repository.Line) -> String? {
        guard line.text.contains("import ") else { return nil }
        let declaration =
            /^(?:@\w+ )?(?:public |package |internal |private )?import (?:\w+ )?(\w+)(?:\.\w+)?$/
        return line.trimmed.firstMatch(of: declaration).map { String($0.output.1) }
    }

    // MARK: Sizes

    /// Tables, which are longer or wider than code should be.
    private static let tables = ["GSM7Alphabet+Tables.swift", "SegmentationGolden.swift"]

    @Test(arguments: ["Sources", "Tests", "Fuzz", "Benchmarks"])
    func `files have at most 400 lines of at most 100 columns`(folder: String) throws {
        for file in Repository.files([".swift"], in: [folder]) {
            guard !Self.tables.contains(where: file.hasSuffix) else { continue }
            let lines = try Repository.lines(file)
            #expect(lines.count <= 401, "\(file) has \(lines.count - 1) lines")
            for line in lines where !line.text.contains("/\\b(?:") {
                #expect(line.text.count <= 100, "\(line.place) has \(line.text.count) columns")
            }
        }
    }

    @Test(arguments: ["Sources", "Tests", "Fuzz", "Benchmarks"])
    func `functions have at most 70 lines`(folder: String) throws {
        for file in Repository.files([".swift"], in: [folder]) {
            let lines = try Repository.lines(file)
            for (index, line) in lines.enumerated() where Self.beginsFunction(line) {
                let length = Self.functionLength(lines[index...])
                #expect(length <= 70, "\(line.place) begins a function of \(length) lines")
            }
        }
    }

    private static func beginsFunction(_ line: Repository.Line) -> Bool {
        guard line.text.contains("func ") || line.text.contains("init"), !line.isComment else {
            return false
        }
        return line.text.contains(/\b(?:func [`\w<=+\-]|init[?!]?[(<])/)
            && !line.text.contains(/[.=] ?(?:self\.)?init\(|super\.init|\bself\.init/)
    }

    /// Lines from a declaration to the brace that closes it, by indentation; 1 without a body.
    private static func functionLength(_ lines: ArraySlice<Repository.Line>) -> Int {
        guard let first = lines.first else { return 0 }
        for line in lines.dropFirst() where !line.trimmed.isEmpty {
            guard line.indentation <= first.indentation else { continue }
            guard line.indentation == first.indentation else { return 1 }
            if line.trimmed.hasPrefix("}") { return line.number - first.number + 1 }
            guard line.trimmed.contains(/^(?:\)|\{|where |async |throws |->)/) else { return 1 }
        }
        return 1
    }

    // MARK: Words

    /// What the product's code does without, and what it uses in place of it.
    private static let banned: [(word: String, pattern: String, instead: String)] = [
        ("Date()", #"(?<![\w.])Date\(\)"#, "a Clock"),
        ("rint(", #"(?<![\w.])(?:debugP|p)rint\("#, "Telemetry, or Output for commands"),
        ("Mutex<", #"\bMutex<"#, "Locked (docs/decisions/0002-locks.md)"),
        (
            "Locked(())", #"\bLocked\(\(\)\)"#,
            "a lock of what is used in turns: nothing has no address of its own"
        ),
        ("try!", #"\btry!"#, "a thrown error"),
        ("as!", #"\bas!"#, "a conditional cast"),
        ("fatalError(", #"\bfatalError\("#, "a thrown error, or preconditionFailure(why)"),
        (".random(", #"\.random\((?!.*using:)"#, "a generator that is passed in"),
        ("coder", #"\bJSON(?:De|En)coder\b"#, "JSONCoding (docs/decisions/0003-json.md)"),
        ("sleep(", #"\bThread\.sleep\(|\busleep\("#, "a condition or a Clock"),
    ]

    @Test func `the product does without banned calls`() throws {
        for line in try Repository.productLines() where !line.isComment {
            for ban in Self.banned where line.text.contains(ban.word) {
                let code = line.text.replacing(/"[^"\\]*"/, with: "")
                #expect(
                    code.range(of: ban.pattern, options: .regularExpression) == nil,
                    "\(line.place): use \(ban.instead) in place of \(line.trimmed)"
                )
            }
        }
    }

    @Test func `what the compiler cannot check says what makes it safe`() throws {
        for file in Repository.files([".swift"], in: ["Sources"]) {
            let lines = try Repository.lines(file)
            for (index, line) in lines.enumerated() where !line.isComment {
                guard
                    ["@unchecked Sendable", "nonisolated(unsafe)"].contains(
                        where: line.text.contains
                    )
                else { continue }
                let near = lines[max(0, index - 4)...min(lines.count - 1, index + 3)]
                let isExplained = near.contains { $0.trimmed.contains(/^\/\/\/? .*\b[Ss]afe\b/) }
                #expect(isExplained, "\(line.place) needs a comment: // Safe to share: …")
            }
        }
    }

    /// In two halves each, so that this file does not hold them itself.
    private static let leftovers = [
        "TO" + "DO", "FIX" + "ME", "// XX" + "X", "/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/",
        "sha" + "red/design", "sha" + "red/style", "sha" + "red/reference",
    ]

    @Test func `nothing is left over from the making of it`() throws {
        let folders = ["Sources", "Tests", "Fuzz", "Benchmarks", "Scripts", "docs", ".ci"]
        let files =
            Repository.files([""], in: folders).filter { !$0.hasPrefix("Fuzz/Corpus") }
            + ["Package.swift", "Makefile"] + Self.pages.filter { !$0.contains("/") }
        for file in files {
            guard let text = try? Repository.text(file) else { continue }
            for word in Self.leftovers {
                #expect(text.range(of: word) == nil, "\(file) has \(word)")
            }
        }
    }

    // MARK: Pages

    private static let pages =
        Repository.files([".md"], in: ["docs", "Sources", "Tests", "Fuzz"])
        + ((try? FileManager.default.contentsOfDirectory(atPath: Repository.root.path)) ?? [])
        .filter { $0.hasSuffix(".md") }

    @Test(arguments: pages)
    func `every link inside the repository leads somewhere`(page: String) throws {
        let text = try Repository.text(page).replacing(/```[\s\S]*?```/, with: "")
        for match in text.matches(of: /\[[^\]]*\]\(([^)\s]+)\)/) {
            let target = String(match.output.1)
            guard !target.contains("://"), !target.hasPrefix("mailto:"), !target.hasPrefix("doc:")
            else { continue }
            let pieces = target.split(
                separator: "#",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let url =
                pieces[0].isEmpty
                ? Repository.root.appending(path: page)
                : Repository.root.appending(path: page).deletingLastPathComponent()
                    .appending(path: String(pieces[0])).standardized
            guard FileManager.default.fileExists(atPath: url.path) else {
                Issue.record("\(page): nothing is at \(target)")
                continue
            }
            guard pieces.count == 2, url.pathExtension == "md" else { continue }
            let anchors = Self.anchors(in: try String(contentsOf: url, encoding: .utf8))
            #expect(anchors.contains(String(pieces[1])), "\(page): no heading is at \(target)")
        }
    }

    /// The anchors that readers of Markdown make of headings.
    private static func anchors(in text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
                heading.drop { $0 == "#" || $0 == " " }.lowercased()
                    .replacing(/[^\w\- ]/, with: "").replacing(" ", with: "-")
            }
        )
    }
}
