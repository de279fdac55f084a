import Foundation
import Testing

/// The words that docs/reference/glossary.md replaces.
///
/// Decisions keep the words of their day.
@Suite struct RetiredWordsTests {
    /// Parts of names.
    ///
    /// `Tests` are named after what they test, so only the product is searched.
    private static let names: [(part: String, instead: String)] = [
        ("Shelf", "Cache"), ("Desk", "a service or a batch"), ("Parcel", "Notification"),
        ("Courier", "a sender"), ("Purse", "Balance"), ("muster", "start"), ("disband", "stop"),
        ("keepHouse", "sweep or expire"), ("tellStatuses", "report"),
    ]

    /// Whole words in sentences, in any case.
    private static let words: [(word: String, instead: String)] = [
        ("handset", "phone, or inbound message"), ("handsets", "phones, or inbound messages"),
        ("anew", "again"), ("whoever", "the one who"), ("owes", "has yet to send"),
        ("of nobody", "unassigned"),
    ]

    /// Words that are also columns, whose names a released schema keeps.
    private static let columns: Set = ["handset"]

    private static let pages =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"]
        + Repository.files([".md"], in: ["docs"]).filter { !$0.hasPrefix("docs/decisions/") }

    private static let sources = Repository.files([".swift", ".md", ".h", ".cpp"], in: ["Sources"])

    @Test func `no name is made of a retired word`() throws {
        for file in Self.sources + Self.pages {
            for (part, instead) in Self.names {
                #expect(!file.contains(part), "\(file): say \(instead), not \(part)")
            }
            for line in try Repository.lines(file) {
                for (part, instead) in Self.names where line.text.contains(part) {
                    Issue.record("\(line.place): say \(instead), not \(part)")
                }
            }
        }
    }

    @Test func `no sentence uses a retired word`() throws {
        for file in Self.sources + Self.pages where file != Self.glossary {
            // A phrase may run over the end of a line.
            let text = try Repository.text(file)
            for (word, instead) in Self.words
            where !(file.hasPrefix("Sources/Store/") && Self.columns.contains(word)) {
                let pattern = "\\b" + word.replacing(" ", with: "[ \\n/]+") + "\\b"
                let found = text.range(
                    of: pattern,
                    options: [.regularExpression, .caseInsensitive]
                )
                guard let found else { continue }
                let line = text[..<found.lowerBound].count { $0 == "\n" } + 1
                Issue.record("\(file):\(line): say \(instead), not “\(word)”")
            }
        }
    }

    /// It names the words it retires.
    private static let glossary = "docs/reference/glossary.md"
}
