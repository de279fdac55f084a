import Foundation

/// The form in which e-mail addresses are stored and compared.
public enum EmailAddress {
    /// The address in lower case, without invisible characters and surrounding spaces, in NFC; nil
    /// if it is not valid.
    ///
    /// Characters that only look like others are refused: the Kelvin sign, full-width letters,
    /// ligatures.
    /// It needs one `@`, 1 to 64 bytes without spaces before it, and a name of two or more labels
    /// after it; at most 254 bytes (RFC 5321, 4.5.3.1). The part before `@` is lower-cased too,
    /// because no service in use distinguishes `Ana@` from `ana@`.
    public static func normalized(_ text: String) -> String? {
        guard !hasLookAlike(text) else { return nil }
        let text = VisibleText.stripped(text)
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        let address = TextFolding.composed(String(scalars).lowercased())
        let parts = address.utf8.split(separator: 0x40, omittingEmptySubsequences: false)
        guard parts.count == 2, address.utf8.count <= 254, (1...64).contains(parts[0].count),
            parts[0].first != 0x2E, parts[0].last != 0x2E, parts[0].allSatisfy(isLocal),
            isDomain(parts[1])
        else { return nil }
        return address
    }

    /// Whether a character is a variant of another one, by Unicode's compatibility mappings or
    /// because its lower case is in ASCII.
    private static func hasLookAlike(_ text: String) -> Bool {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return false }
        let hasCapital = text.unicodeScalars.contains { scalar in
            scalar.value >= 0x80
                && scalar.properties.lowercaseMapping.utf8.allSatisfy { $0 < 0x80 }
        }
        // Surrounding spaces, of any kind, are dropped.
        let visible = VisibleText.stripped(text).unicodeScalars.filter {
            !$0.properties.isWhitespace
        }
        let plain = String(String.UnicodeScalarView(visible))
        let mapped = plain.precomposedStringWithCompatibilityMapping
        return hasCapital || !mapped.unicodeScalars.elementsEqual(plain.unicodeScalars)
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte != 0x7F && !"\"(),:;<>[\\]".utf8.contains(byte)
    }

    private static func isDomain(_ domain: Substring.UTF8View) -> Bool {
        let labels = domain.split(separator: 0x2E, omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != 0x2D && label.last != 0x2D
                    && label.allSatisfy { byte in
                        byte == 0x2D || byte >= 0x80 || (48...57).contains(byte)
                            || (97...122).contains(byte)
                    }
            }
    }
}
