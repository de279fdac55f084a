import PhoneNumbers
import Testing

@Suite struct PhoneNumberTests {
    @Test(
        arguments: [
            ("600 000 000", "ES", "+34600000000", "ES", PhoneNumberType.mobile),
            ("+34 600-00-00-00", nil, "+34600000000", "ES", .mobile),
            ("0034600000000", "ES", "+34600000000", "ES", .mobile),
            ("(202) 555-0123", "US", "+12025550123", "US", .fixedLineOrMobile),
            ("07400 123456", "GB", "+447400123456", "GB", .mobile),
            ("07911 123456", "GB", "+447911123456", "GG", .mobile),
            ("06 12 34 56 78", "FR", "+33612345678", "FR", .mobile),
            ("06 1234 5678", "IT", "+390612345678", "IT", .fixedLine),
            ("91 123 45 67", "es", "+34911234567", "ES", .fixedLine),
            ("900 123 456", "ES", "+34900123456", "ES", .tollFree),
            ("tel:+34-600-000-000", nil, "+34600000000", "ES", .mobile),
            ("٦٠٠٠٠٠٠٠٠", "ES", "+34600000000", "ES", .mobile),
        ] as [(String, String?, String, String, PhoneNumberType)]
    )
    func `a number is read as people write it`(
        text: String,
        defaultCountry: String?,
        e164: String,
        country: String,
        type: PhoneNumberType
    ) throws {
        let number = try PhoneNumber.parse(text, defaultCountry: defaultCountry)
        #expect(number.number.description == e164)
        #expect(number.country == country)
        #expect(number.type == type)
        #expect(number.isPossible)
    }

    @Test(
        arguments: [
            ("", nil, PhoneNumberError.notANumber), ("hello", "ES", .notANumber),
            ("+", nil, .notANumber),
            ("600000000", nil, .unknownCallingCode), ("600000000", "XX", .unknownCallingCode),
            ("+999 123 456 789", nil, .unknownCallingCode), ("+34 1", nil, .tooShort),
            ("+34 12", nil, .tooShort), ("+3461234567890123456789", nil, .tooLong),
            (String(repeating: "1", count: 129), "ES", .tooLong),
            (String(repeating: "6", count: 16), "ES", .tooLong),
        ] as [(String, String?, PhoneNumberError)]
    )
    func `what is no number says why`(
        text: String,
        defaultCountry: String?,
        reason: PhoneNumberError
    ) {
        #expect(throws: reason) { try PhoneNumber.parse(text, defaultCountry: defaultCountry) }
    }

    @Test func `a number is shown as at home and abroad`() throws {
        let number = PhoneNumber(try #require(E164Number("+34600000000")))
        #expect(number.nationalFormat == "600 00 00 00")
        #expect(number.internationalFormat == "+34 600 00 00 00")
        #expect(number.isValid && number.isPossible)
        let rome = PhoneNumber(try #require(E164Number("+390612345678")))
        #expect(rome.internationalFormat == "+39 06 1234 5678")
        #expect(rome.type == .fixedLine)
    }

    @Test func `validity is stricter than possibility`() throws {
        let number = try #require(E164Number("+34999999999"))
        #expect(PhoneNumberValidator.isPossible(number))
        #expect(!PhoneNumberValidator.isValid(number))
        #expect(PhoneNumberValidator.isValid(try #require(E164Number("+34600000000"))))
    }
}
