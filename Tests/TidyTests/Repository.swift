import Foundation

/// The files of the repository, as the tidy tests read them.
enum Repository {
    /// One line of a file, with where it stands.
    struct Line {
        let file: String
        let number: Int
        let text: String

        var place: String { "\(file):\(number)" }
        var trimmed: String { text.trimmingCharacters(in: .whitespaces) }
        var isComment: Bool { trimmed.hasPrefix("//") }
        var indentation: Int { text.prefix { $0 == " " }.count }
    }

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Paths of the files below the folders that end so, relative to the root, sorted.
    static func files(_ endings: [String], in folders: [String]) -> [String] {
        folders.flatMap { folder -> [String] in
            let start = root.appending(path: folder)
            guard let found = FileManager.default.enumerator(atPath: start.path) else { return [] }
            return found.compactMap { $0 as? String }
                .filter { path in endings.contains(where: path.hasSuffix) }
                .filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
                .map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
        }.sorted()
    }

    static func text(_ file: String) throws -> String {
        try String(contentsOf: root.appending(path: file), encoding: .utf8)
    }

    static func lines(_ file: String) throws -> [Line] {
        try text(file).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { Line(file: file, number: $0.offset + 1, text: String($0.element)) }
    }

    /// Every line of Swift in the product, without what only tests use.
    static func productLines() throws -> [Line] {
        try files([".swift"], in: ["Sources"])
            .filter { !$0.hasPrefix("Sources/Testing/") }.flatMap(lines)
    }
}
