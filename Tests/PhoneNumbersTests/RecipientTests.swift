import PhoneNumbers
import Testing

@Suite struct RecipientTests {
    @Test(arguments: [
        "+34600000000", "+34600000001", "0034600000000", "34600000001", "+34600111222",
        "447911123456", "+12025550123", "12025550123", "+15551234567", "+34999999999",
    ])
    func `an international number can be sent to`(text: String) throws {
        let digits = text.drop { $0 == "+" || $0 == "0" }
        #expect(try E164Number.recipient(text).description == "+" + digits)
    }

    @Test(arguments: [
        "", "12", "600000000", "612345678", "0612345678", "202555012", "+346000000",
        "+3460000000000",
        "+34 600 000 000", "hello", "+", "07911123456", "+1202555012", "99999999999",
        "+00000000000", "+34600000000,+34600000001",
    ])
    func `a national or impossible number cannot`(text: String) {
        #expect(throws: PhoneNumberError.invalid) { try E164Number.recipient(text) }
    }

    @Test func `digits known to be international need the right length only`() throws {
        #expect(throws: PhoneNumberError.invalid) { try E164Number.recipient("34999999999") }
        let number = try E164Number.recipient("34999999999", isInternational: true)
        #expect(number.description == "+34999999999")
    }

    @Test func `the reason is fit for the callers of the API`() {
        #expect(PhoneNumberError.invalid.message == "Invalid phone number")
    }
}
