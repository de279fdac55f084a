/// Converts text to the GSM alphabet, for messages that may not be Unicode.
///
/// Letters lose accents that the alphabet lacks (`á` to `a`, `Ș` to `S`) and keep those it has
/// (`é`, `ñ`, `Ü`); a few become two letters (`Œ` to `OE`); no-break and figure spaces become
/// spaces; everything else is removed, including curly quotes, dashes and emoji.
public enum Transliteration {
    /// The text with every character in the GSM alphabet; it may be empty.
    public static func transliterate(_ text: String) -> String {
        let lower = lowerPage
        let upper = upperPage
        let octets = text.utf8.span
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            let (scalar, length) = octets.scalar(at: index)
            defer { index += length }
            if GSM7Alphabet.code(of: scalar) != GSM7Alphabet.absent {
                for offset in 0..<length { result.append(octets[index + offset]) }
                continue
            }
            let letters: UInt16
            if scalar < 0x300 {
                letters = lower[Int(scalar)]
            } else if scalar >= 0x1E00, scalar < 0x1F00 {
                letters = upper[Int(scalar - 0x1E00)]
            } else {
                letters = scalar == 0x2007 ? 0x20 : 0
            }
            if letters != 0 { result.append(UInt8(truncatingIfNeeded: letters)) }
            if letters > 0xFF { result.append(UInt8(letters >> 8)) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Replacements for U+0000–02FF: up to two ASCII letters, the first in the low byte.
    private static let lowerPage = page(from: 0, count: 0x300)

    /// Replacements for U+1E00–1EFF.
    private static let upperPage = page(from: 0x1E00, count: 0x100)

    private static func page(from first: UInt32, count: Int) -> [UInt16] {
        var page = [UInt16](repeating: 0, count: count)
        for (letters, accented) in replacements {
            let entry = letters.utf8.reversed().reduce(UInt16(0)) { $0 << 8 | UInt16($1) }
            for scalar in accented.unicodeScalars where scalar.value &- first < count {
                page[Int(scalar.value - first)] = entry
            }
        }
        return page
    }

    /// Latin-1, Latin Extended-A, Romanian, Vietnamese and Pinyin letters, by their replacement.
    private static let replacements: [(letters: String, accented: String)] = [
        (" ", "\u{A0}"),
        ("A", "ÀÁÂÃĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶ"),
        ("a", "ªáâãāăąǎạảấầẩẫậắằẳẵặɑ"),
        ("C", "ĆĈĊČ"),
        ("c", "çćĉċč"),
        ("D", "ÐĎĐ"),
        ("d", "ðďđ"),
        ("E", "ÈÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ"),
        ("e", "êëēĕėęěẹẻẽếềểễệ"),
        ("G", "ĜĞĠĢ"),
        ("g", "ĝğġģ"),
        ("H", "ĤĦ"),
        ("h", "ĥħ"),
        ("I", "ÌÍÎÏĨĪĬĮİǏỈỊ"),
        ("i", "íîïĩīĭįıǐỉị"),
        ("IJ", "Ĳ"),
        ("ij", "ĳ"),
        ("J", "Ĵ"),
        ("j", "ĵ"),
        ("K", "Ķ"),
        ("k", "ķĸ"),
        ("L", "ĹĻĽĿŁ"),
        ("l", "ĺļľŀł"),
        ("N", "ŃŅŇŊ"),
        ("n", "ńņňŉŋ"),
        ("O", "ÒÓÔÕŌŎŐƠǑỌỎỐỒỔỖỘỚỜỞỠỢ"),
        ("o", "ºóôõōŏőơǒọỏốồổỗộớờởỡợ"),
        ("OE", "Œ"),
        ("oe", "œ"),
        ("R", "ŔŖŘ"),
        ("r", "ŕŗř"),
        ("S", "ŚŜŞŠȘ"),
        ("s", "śŝşšșſ"),
        ("T", "ŢŤŦȚ"),
        ("t", "ţťŧț"),
        ("TH", "Þ"),
        ("th", "þ"),
        ("U", "ÙÚÛŨŪŬŮŰŲƯǓǕǗǙǛỤỦỨỪỬỮỰ"),
        ("u", "úûũūŭůűųưǔǖǘǚǜụủứừửữự"),
        ("W", "Ŵ"),
        ("w", "ŵ"),
        ("Y", "ÝŶŸỲỴỶỸ"),
        ("y", "ýÿŷỳỵỷỹ"),
        ("Z", "ŹŻŽ"),
        ("z", "źżž"),
    ]
}
