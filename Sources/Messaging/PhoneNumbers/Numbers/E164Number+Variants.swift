/// Numbers that are written in more than one way, though they reach one phone.
///
/// | country | variants | since |
/// | --- | --- | --- |
/// | Mexico | mobile numbers had a 1 after 52 for calls from abroad | no longer, 2019 |
/// | Argentina | mobile numbers have a 9 after 54 for calls, and often none for texts | |
/// | Brazil | mobile numbers had 8 digits, and got a 9 before them | 2012–2016 |
extension E164Number {
    private static let mexico = 52, argentina = 54, brazil = 55

    /// The number as its plan has it today: itself if it is valid, or if no other form is known.
    public var current: E164Number {
        guard !isValid else { return self }
        let candidate: E164Number? =
            switch callingCode {
            case Self.mexico: withoutMexicanOne
            case Self.brazil: withNinthDigit
            default: nil
            }
        guard let candidate, candidate.isValid else { return self }
        return candidate
    }

    /// All numbers that reach the same phone: the current one first, then the other ways in which
    /// it is or was written.
    public var variants: [E164Number] {
        let current = current
        guard current.isValid else { return [self] }
        let other: E164Number? =
            switch callingCode {
            case Self.mexico: current.withMexicanOne
            case Self.argentina: current.withoutArgentineNine ?? current.withArgentineNine
            case Self.brazil: current.withoutNinthDigit
            default: nil
            }
        return [current]
            + [other, self == current ? nil : self].compactMap { $0 }
            .reduce(into: []) { found, number in
                if !found.contains(number) { found.append(number) }
            }
    }

    // MARK: Mexico

    private var withoutMexicanOne: E164Number? {
        guard nationalDigitCount == 11, national(0) == 1 else { return nil }
        return replacing(0..<1, by: "")
    }

    private var withMexicanOne: E164Number? {
        nationalDigitCount == 10 ? replacing(0..<0, by: "1") : nil
    }

    // MARK: Argentina

    private var withoutArgentineNine: E164Number? {
        guard nationalDigitCount == 11, type == .mobile else { return nil }
        return replacing(0..<1, by: "")
    }

    private var withArgentineNine: E164Number? {
        guard nationalDigitCount == 10, let number = replacing(0..<0, by: "9") else { return nil }
        return number.type == .mobile ? number : nil
    }

    // MARK: Brazil

    /// After an area code of two digits; the former mobile numbers began with 6 to 9.
    private var withNinthDigit: E164Number? {
        guard nationalDigitCount == 10, national(2) >= 6,
            let number = replacing(2..<2, by: "9"), number.type == .mobile
        else { return nil }
        return number
    }

    private var withoutNinthDigit: E164Number? {
        guard nationalDigitCount == 11, national(2) == 9, national(3) >= 6,
            let number = replacing(2..<3, by: ""), !number.isValid
        else { return nil }
        return number
    }

    // MARK: Digits

    /// One of the digits after the calling code.
    private func national(_ index: Int) -> Int { Int(nationalDigits[index]) }

    /// The number with other digits in a range of the national ones.
    private func replacing(_ range: Range<Int>, by digits: String) -> E164Number? {
        var text = Array(description.utf8)
        let first = text.count - nationalDigitCount
        text.replaceSubrange(first + range.lowerBound..<first + range.upperBound, with: digits.utf8)
        return E164Number(String(decoding: text, as: UTF8.self))
    }
}
