import Foundation

/// The differences that a comparison of texts ignores.
public struct TextFolding: Sendable, Hashable {
    /// Whether `É` and `é` are equal.
    public var ignoresCase: Bool
    /// Whether `é` and `e` are equal.
    public var ignoresAccents: Bool

    /// Creates a folding.
    public init(ignoresCase: Bool, ignoresAccents: Bool) {
        self.ignoresCase = ignoresCase
        self.ignoresAccents = ignoresAccents
    }

    /// Ignores nothing.
    public static let exact = TextFolding(ignoresCase: false, ignoresAccents: false)
    /// Ignores case and accents, as people expect of a search.
    public static let search = TextFolding(ignoresCase: true, ignoresAccents: true)

    /// The folded text: texts that differ only in ignored ways are equal when folded.
    ///
    /// Without accents, the non-spacing marks of the canonical decomposition are removed, and
    /// letters with a stroke or a ligature become plain letters (`ø`, `ł`, `æ`, `ß`). Without
    /// case, each scalar becomes its lower case in Unicode, `ß` becomes `ss` and `ς` becomes `σ`.
    public func fold(_ text: String) -> String {
        if self == .exact { return text }
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return foldScalars(text) }
        guard ignoresCase, text.utf8.contains(where: { (0x41...0x5A).contains($0) }) else {
            return text
        }
        let lowered = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return String(decoding: lowered, as: UTF8.self)
    }

    /// The text in Unicode's NFC, the stored form of values.
    public static func composed(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : text.precomposedStringWithCanonicalMapping
    }

    private func foldScalars(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        let source = ignoresAccents ? text.decomposedStringWithCanonicalMapping : text
        for scalar in source.unicodeScalars {
            if ignoresAccents, scalar.properties.generalCategory == .nonspacingMark { continue }
            let lowered = ignoresCase ? scalar.properties.lowercaseMapping : String(scalar)
            for scalar in lowered.unicodeScalars {
                // Lower case can add a mark of its own, e.g. for İ.
                if ignoresAccents, scalar.properties.generalCategory == .nonspacingMark { continue }
                append(scalar, to: &folded)
            }
        }
        return TextFolding.composed(String(folded))
    }

    private func append(_ scalar: Unicode.Scalar, to folded: inout String.UnicodeScalarView) {
        if ignoresCase {
            switch scalar {
            case "ß": return folded.append(contentsOf: "ss".unicodeScalars)
            case "ς": return folded.append("σ")
            default: break
            }
        }
        if ignoresAccents, let plain = TextFolding.plain[scalar] {
            folded.append(contentsOf: plain.unicodeScalars)
        } else {
            folded.append(scalar)
        }
    }

    /// Letters that do not decompose into a plain letter and a mark.
    private static let plain: [Unicode.Scalar: String] = [
        "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H",
        "ŧ": "t", "Ŧ": "T", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ð": "d",
        "Ð": "D", "þ": "th", "Þ": "TH", "ß": "ss", "ẞ": "SS",
    ]
}
