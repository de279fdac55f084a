/// What dialled digits mean, by the rules that libphonenumber follows.
extension DialledText {
    /// The number that the digits are when they are international, with or without `+` or `00`.
    func internationalNumber() throws(PhoneNumberError) -> E164Number {
        if !hasPlus, let rest = digits.withoutZeros { return try Self.number(rest) }
        return try Self.number(digits)
    }

    /// The number that people of a country reach with the digits; without a country, they are
    /// international, and those without `+` or `00` must be valid.
    func number(in country: Int?) throws(PhoneNumberError) -> E164Number {
        if hasPlus { return try Self.number(digits) }
        guard let country else { return try numberWithoutCountry() }
        do {
            let number = try Self.number(digits, in: country)
            guard !number.isValid else { return number }
            return digits.withoutZeros.flatMap(Self.validNumber) ?? number
        } catch {
            guard let number = digits.withoutZeros.flatMap(Self.validNumber) else { throw error }
            return number
        }
    }

    private func numberWithoutCountry() throws(PhoneNumberError) -> E164Number {
        if let rest = digits.withoutZeros { return try Self.number(rest) }
        guard let number = Self.validNumber(digits) else { throw .unknownCallingCode }
        return number
    }

    private static func validNumber(_ digits: Digits) -> E164Number? {
        do {
            let number = try number(digits)
            return number.isValid ? number : nil
        } catch {
            return nil
        }
    }

    /// Reads a calling code and a national number.
    private static func number(_ digits: Digits) throws(PhoneNumberError) -> E164Number {
        guard digits.count > 2 else { throw .tooShort }
        guard let code = NumberPlans.shared.callingCode(of: digits) else {
            throw .unknownCallingCode
        }
        let national = digits.dropFirst(Digits(callingCode: code).count)
        return try number(code, national, of: NumberPlans.shared.mainCountry(code))
    }

    /// Reads what people of a country dial.
    private static func number(
        _ digits: Digits,
        in country: Int
    ) throws(PhoneNumberError) -> E164Number {
        let plans = NumberPlans.shared
        if let rest = plans.withoutInternationalPrefix(digits, in: country) {
            return try number(rest)
        }
        let code = plans.country(at: country).callingCode
        let prefix = Digits(callingCode: code)
        guard digits.starts(with: prefix) else { return try number(code, digits, of: country) }
        // The calling code may be there without a plus sign, if that makes more sense.
        let rest = digits.dropFirst(prefix.count)
        let national = plans.withoutNationalPrefix(rest, in: country)
        let isBetter =
            !plans.looksNational(digits, in: country) && plans.looksNational(national, in: country)
        if isBetter || plans.fit(digits.count, in: country) == .isTooLong {
            return try number(code, national, of: plans.mainCountry(code))
        }
        let dialled = try number(code, digits, of: country)
        // Who leaves out the prefix of national numbers rather means an international one.
        guard !dialled.isValid || plans.hasUnusedNationalPrefix(digits, in: country) else {
            return dialled
        }
        return validNumber(digits) ?? dialled
    }

    /// Puts a number together, without the prefix that the country dials before national numbers.
    private static func number(
        _ callingCode: Int,
        _ digits: Digits,
        of country: Int
    ) throws(PhoneNumberError) -> E164Number {
        let plans = NumberPlans.shared
        guard digits.count > 1 else { throw .tooShort }
        var national = digits
        let shorter = plans.withoutNationalPrefix(digits, in: country)
        switch plans.fit(shorter.count, in: country) {
        case .isPossible, .isTooLong: national = shorter
        case .isTooShort, .isLocal, .isBetween: break
        }
        var whole = Digits(callingCode: callingCode)
        for index in 0..<national.count { whole.append(national[index]) }
        guard whole.count <= E164Number.digitCounts.upperBound else { throw .tooLong }
        guard let number = E164Number(digits: whole.value) else { throw .tooShort }
        return number.current
    }
}

extension E164Number {
    /// Reads what people dial in the main country of a calling code; nil if that is no number.
    ///
    /// The number may be invalid. Nobody has every calling code; then, too, there is none.
    public init?(national text: String, callingCode: Int) {
        let plans = NumberPlans.shared
        guard (1...999).contains(callingCode), plans.isAssigned(callingCode),
            let dialled = DialledText(text)
        else { return nil }
        do {
            self = try dialled.number(in: plans.mainCountry(callingCode))
        } catch {
            return nil
        }
    }
}

extension Digits {
    fileprivate init(callingCode: Int) {
        self.init(UInt64(callingCode), count: callingCode < 10 ? 1 : callingCode < 100 ? 2 : 3)
    }

    /// The digits after `00`; nil if they begin with anything else.
    fileprivate var withoutZeros: Digits? {
        count > 2 && self[0] == 0 && self[1] == 0 ? dropFirst(2) : nil
    }
}
