/// The digits of a number as a person wrote it, and whether a plus sign stands before them.
struct DialledText {
    private(set) var digits = Digits()
    private(set) var hasPlus = false

    /// Reads digits of any script with what people write between them; nil for other texts.
    ///
    /// One plus sign may stand before the digits, and none between them.
    init?(_ text: String) { self.init(text.unicodeScalars[...]) }

    /// Reads a field that may say more than the number, and drops the rest.
    ///
    /// The rest may be words before it, `tel:` and its parameters, an extension, and punctuation
    /// after it.
    init?(field text: String) {
        let scalars = text.unicodeScalars
        guard let start = scalars.firstIndex(where: { $0.isPlus || $0.digit != nil }) else {
            return nil
        }
        // A bracket before the first digit belongs to it; other characters do not matter.
        var end = start
        for index in scalars[start...].indices {
            let scalar = scalars[index]
            guard scalar.digit != nil || scalar.isPlus || scalar.isSeparator else {
                guard Self.isEnd(scalars[index...]) else { return nil }
                break
            }
            end = scalars.index(after: index)
        }
        self.init(scalars[start..<end])
    }

    private init?(_ scalars: Substring.UnicodeScalarView) {
        for scalar in scalars {
            if let digit = scalar.digit {
                guard digits.count < Digits.capacity else { return nil }
                digits.append(digit)
            } else if scalar.isPlus {
                guard digits.count == 0, !hasPlus else { return nil }
                hasPlus = true
            } else if !scalar.isSeparator {
                return nil
            }
        }
        guard digits.count > 0 else { return nil }
    }

    /// Whether the rest of a text may follow a number: parameters, an extension, or punctuation.
    private static func isEnd(_ rest: Substring.UnicodeScalarView) -> Bool {
        guard let first = rest.first else { return true }
        if first == ";" || first == "," || first == "#" || first == ":" {
            return rest.dropFirst().allSatisfy { !$0.isPlus }
        }
        var word = ""
        var number = rest
        while let scalar = number.first, scalar.isASCII, scalar.properties.isAlphabetic {
            word.unicodeScalars.append(scalar)
            number = number.dropFirst()
        }
        let isExtension = ["x", "ext", "extn", "extension"].contains(word.lowercased())
        return isExtension && number.contains { $0.digit != nil }
            && number.allSatisfy { $0.digit != nil || $0.isSeparator || $0 == ":" }
    }
}

extension Unicode.Scalar {
    fileprivate var isPlus: Bool { self == "+" || self == "\u{FF0B}" }

    /// The value of a decimal digit of any script.
    fileprivate var digit: UInt8? {
        if isASCII {
            let digit = UInt8(value) &- UInt8(ascii: "0")
            return digit < 10 ? digit : nil
        }
        guard properties.numericType == .decimal, let value = properties.numericValue else {
            return nil
        }
        return UInt8(value)
    }

    /// Whether it may stand between the digits of a number: a blank, a dot, a dash, a slash, a
    /// bracket, or a mark that does not show.
    fileprivate var isSeparator: Bool {
        switch self {
        case " ", "\t", ".", "-", "/", "(", ")", "[", "]", "~": true
        // Blanks and invisible marks.
        case "\u{A0}", "\u{AD}", "\u{2000}"..."\u{200F}", "\u{202A}"..."\u{202F}", "\u{205F}",
            "\u{2060}", "\u{2066}"..."\u{2069}", "\u{3000}", "\u{FEFF}":
            true
        // Dashes and dots.
        case "\u{2010}"..."\u{2015}", "\u{2024}", "\u{2212}", "\u{30FC}", "\u{FF0D}", "\u{FF0E}":
            true
        // Slashes, brackets and tildes of full width.
        case "\u{2053}", "\u{223C}", "\u{FF08}", "\u{FF09}", "\u{FF0F}", "\u{FF3B}", "\u{FF3D}",
            "\u{FF5E}":
            true
        default: false
        }
    }
}
