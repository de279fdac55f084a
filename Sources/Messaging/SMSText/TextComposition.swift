import Foundation

/// The form in which texts are measured and sent: composed, and without a byte order mark.
///
/// An `e` with a combining accent looks like `é`; only the latter is in the GSM alphabet. So texts
/// are composed (Unicode's NFC) before an encoding is chosen.
enum TextComposition {
    /// Whether composing may change a text with this scalar.
    ///
    /// False for the scalars of most texts, so that composing costs nothing for them; true for some
    /// that stay as they are.
    @inline(__always)
    static func mayChange(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x300: false
        case 0x374, 0x37E, 0x387, 0x2329, 0x232A: true
        // Greek, Cyrillic, punctuation and currencies.
        case 0x370..<0x483, 0x48A..<0x530, 0x2010..<0x2070, 0x20A0..<0x20D0: false
        // Symbols, Chinese, Korean syllables, variation selectors and emoji.
        case 0x2190..<0x2ADC, 0x4E00..<0xA000, 0xAC00..<0xD7A4, 0xFE00..<0xFE10: false
        case 0x1_F000..<0x2_0000: false
        default: true
        }
    }

    /// The byte order mark at the start of a text in UTF-8.
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// A mark that was read in the wrong order: no character, and in UTF-16 it would turn the text
    /// around.
    private static let turnedMark: Unicode.Scalar = "\u{FFFE}"

    /// The text without byte order marks at its start; they are no part of the text.
    static func withoutMark(_ text: String) -> String {
        guard text.utf8.first == byteOrderMark[0], text.utf8.starts(with: byteOrderMark) else {
            return text
        }
        return String(String.UnicodeScalarView(text.unicodeScalars.drop { $0 == "\u{FEFF}" }))
    }

    /// The composed text.
    static func composed(_ text: String) -> String {
        let composed = text.precomposedStringWithCanonicalMapping
        guard composed.unicodeScalars.contains(turnedMark) else { return composed }
        let characters = composed.unicodeScalars.filter { $0 != turnedMark }
        return withoutMark(String(String.UnicodeScalarView(characters)))
    }
}
