/// The lengths of a text in both encodings, from one pass.
struct TextMeasure: Equatable {
    /// Septets of the characters that are in the GSM alphabet.
    private(set) var septets = 0

    /// UTF-16 code units of all characters.
    private(set) var utf16Units = 0

    /// Whether a character is in the extension table, so that it takes two septets.
    private(set) var hasExtension = false

    /// Whether a character takes two UTF-16 units.
    private(set) var hasSurrogates = false

    /// Whether a character is not in the GSM alphabet.
    private(set) var isUnicode = false

    /// Whether composing the text may change it (``TextComposition``).
    private(set) var mayBeDecomposed = false

    init(_ text: String) {
        let octets = text.utf8.span
        let widths = GSM7Alphabet.asciiWidths
        var index = 0
        while index < octets.count {
            let octet = octets[index]
            if octet < 0x80 {
                let width = widths[Int(octet)]
                septets &+= Int(width)
                hasExtension = hasExtension || width == 2
                isUnicode = isUnicode || width == 0
                utf16Units &+= 1
                index &+= 1
            } else {
                let (scalar, length) = octets.scalar(at: index)
                add(scalar)
                index &+= length
            }
        }
    }

    /// The smallest encoding that has every character.
    var encoding: SMSEncoding {
        isUnicode ? .utf16 : (hasExtension ? .gsm7Extended : .gsm7)
    }

    /// The length in the units of the encoding.
    var units: Int { isUnicode ? utf16Units : septets }

    private mutating func add(_ scalar: UInt32) {
        let width = GSM7Alphabet.width(ofCode: GSM7Alphabet.code(of: scalar))
        septets += width
        hasExtension = hasExtension || width == 2
        isUnicode = isUnicode || width == 0
        utf16Units += scalar < 0x1_0000 ? 1 : 2
        hasSurrogates = hasSurrogates || scalar >= 0x1_0000
        mayBeDecomposed = mayBeDecomposed || TextComposition.mayChange(scalar)
    }
}

extension Span<UInt8> {
    /// The scalar at the index, and its bytes: a `String` is valid UTF-8, so nothing is checked.
    @inline(__always)
    func scalar(at index: Int) -> (value: UInt32, length: Int) {
        let first = UInt32(self[index])
        if first < 0x80 { return (first, 1) }
        let second = UInt32(self[index + 1] & 0x3F)
        if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
        let third = UInt32(self[index + 2] & 0x3F)
        if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
        let fourth = UInt32(self[index + 3] & 0x3F)
        return ((first & 0x07) << 18 | second << 12 | third << 6 | fourth, 4)
    }
}
