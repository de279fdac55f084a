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

    @Test(
        arguments: [
            ("Mobile: +34 600 000 000", nil, "+34600000000"),
            ("600 000 000 ext. 12", "ES", "+34600000000"), ("600000000 x5", "ES", "+34600000000"),
            ("(600) 000-000.", "ES", "+34600000000"), ("600000000#12", "ES", "+34600000000"),
            ("tel:+34-600-000-000;ext=3", nil, "+34600000000"),
            ("34600000000", "ES", "+34600000000"), ("34600000000", nil, "+34600000000"),
            ("0034600000000", "US", "+34600000000"), ("011 34 600 000 000", "US", "+34600000000"),
            ("+44 (0)7400 123456", nil, "+447400123456"),
            ("0 11 15 2345 6789", "AR", "+5491123456789"),
            ("1 55 1234 5678", "MX", "+525512345678"), ("045 55 1234 5678", "US", ""),
            ("5551234", "US", ""), ("112", "ES", ""), ("600000000 or 600000001", "ES", ""),
            ("1-800-FLOWERS", "US", ""),
        ] as [(String, String?, String)]
    )
    func `a field is read as far as it is clear`(
        text: String,
        defaultCountry: String?,
        e164: String
    ) {
        let number = try? PhoneNumber.parse(text, defaultCountry: defaultCountry)
        #expect((number?.isValid == true ? number?.number.description : nil) ?? "" == e164)
    }

    @Test func `validity is stricter than possibility`() throws {
        let number = PhoneNumber(try #require(E164Number("+34999999999")))
        #expect(number.isPossible)
        #expect(!number.isValid)
        #expect(number.type == .unknown)
    }
}
