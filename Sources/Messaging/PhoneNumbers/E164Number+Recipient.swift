extension E164Number {
    /// Reads the recipient of a message; throws if messages cannot be sent to it.
    ///
    /// The length must exist in the country: a table look-up, in nanoseconds. Digits without
    /// `+` or `00` may be a national number by mistake, so these must be valid as well, unless the
    /// caller knows them to be international (SMPP's type of number 1). Validity is cached for
    /// ranges of numbers; libphonenumber is only called for ranges that were not seen recently.
    public static func recipient(
        _ text: String,
        isInternational: Bool = false
    ) throws(PhoneNumberError) -> E164Number {
        guard let number = E164Number(text), number.isPossible else { throw .invalid }
        if isInternational || prefixLength(text.utf8.span) > 0 { return number }
        guard NumberingPlan.shared.isValid(number) else { throw .invalid }
        return number
    }
}
