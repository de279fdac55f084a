extension E164Number {
    /// Reads the recipient of a message; throws if messages cannot be sent to it.
    ///
    /// The number is an international one, with or without `+` or `00`; blanks, dots, dashes and
    /// brackets may stand between its digits. The plan of its country must have it, in today's form
    /// or in a former one that is known (``current``). Digits alone take a few nanoseconds.
    public static func recipient(_ text: String) throws(PhoneNumberError) -> E164Number {
        if let number = E164Number(text), number.isValid { return number }
        let number: E164Number
        do {
            number = try international(text)
        } catch {
            throw .invalid
        }
        guard number.isValid else { throw .invalid }
        return number
    }

    /// Reads an international number in the same spellings; it may be one that no plan has.
    public static func international(_ text: String) throws(PhoneNumberError) -> E164Number {
        guard text.utf8.count <= PhoneNumber.mostOctets else { throw .tooLong }
        guard let dialled = DialledText(text) else { throw .notANumber }
        return try dialled.internationalNumber()
    }

    /// The digits of a text that has only what people write in numbers, at most 40; nil for others.
    public static func dialledDigits(of text: String) -> String? {
        guard let digits = DialledText(text)?.digits else { return nil }
        return String(decoding: (0..<digits.count).map { digits[$0] + 48 }, as: UTF8.self)
    }
}
