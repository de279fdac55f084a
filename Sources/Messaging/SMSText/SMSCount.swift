/// The length of a text, as shown next to an input field.
public struct SMSCount: Hashable, Sendable {
    /// The smallest encoding that has every character.
    public let encoding: SMSEncoding

    /// The length in the units of the encoding.
    public let length: Int

    /// The units that each part holds at this length.
    public let unitsPerPart: Int

    /// The number of parts; 0 for an empty text.
    public let parts: Int

    /// The units left in the last part.
    public let remaining: Int

    /// Counts a text as it is sent, without shift tables.
    public init(_ text: String) {
        let (text, measure) = SMSComposer.measured(text)
        self.init(
            text,
            encoding: measure.encoding,
            length: measure.units,
            extras: []
        )
    }

    /// Counts a text for phones that have the shift tables of the languages.
    ///
    /// Characters that only a single shift table has take two septets. Prices never use this.
    public static func withShiftTables(
        _ text: String,
        languages: [NationalLanguage] = NationalLanguage.allCases
    ) -> SMSCount {
        let (text, measure) = SMSComposer.measured(text)
        guard measure.isUnicode else { return SMSCount(text) }
        let extras = Set(languages.flatMap { $0.singleShiftTable.compactMap { $0?.value } })
        var length = 0
        for scalar in text.unicodeScalars {
            let width = Self.width(scalar.value, extras: extras)
            guard width > 0 else { return SMSCount(text) }
            length += width
        }
        return SMSCount(text, encoding: .gsm7Extended, length: length, extras: extras)
    }

    private init(_ text: String, encoding: SMSEncoding, length: Int, extras: Set<UInt32>) {
        self.encoding = encoding
        self.length = length
        if length <= encoding.unitsInSinglePart {
            unitsPerPart = encoding.unitsInSinglePart
            parts = length == 0 ? 0 : 1
            remaining = unitsPerPart - length
        } else {
            unitsPerPart = encoding.unitsInConcatenatedPart
            let filled = Segmentation.fill(text, capacity: unitsPerPart) { scalar in
                encoding == .utf16
                    ? (scalar < 0x1_0000 ? 1 : 2) : Self.width(scalar, extras: extras)
            }
            parts = filled.parts
            remaining = unitsPerPart - filled.used
        }
    }

    private static func width(_ scalar: UInt32, extras: Set<UInt32>) -> Int {
        let code = GSM7Alphabet.code(of: scalar)
        if code != GSM7Alphabet.absent { return GSM7Alphabet.width(ofCode: code) }
        return extras.contains(scalar) ? 2 : 0
    }
}
