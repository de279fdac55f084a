import PhoneNumbers
import Testing

@Suite struct RecipientTests {
    @Test(arguments: [
        "+34600000000", "+34600000001", "0034600000000", "34600000001", "+34600111222",
        "447911123456", "+12025550123", "12025550123", "13245551234", "+2290197000000",
        "2290197000000", "002290197000000",
    ])
    func `an international number can be sent to`(text: String) throws {
        let digits = text.drop { $0 == "+" || $0 == "0" }
        #expect(try E164Number.recipient(text).description == "+" + digits)
    }

    @Test(arguments: [
        "+34 600 000 000", "34 600 000 000", "0034 600-000-000", "+34.600.000.000",
        "(+34) 600 000 000", "+34 (600) 000 000", "+34\u{A0}600\u{202F}000\u{2009}000",
        "\u{202A}+34600000000\u{202C}", "＋３４６００００００００", "３４６００００００００",
        "+34/600/000/000", " +34600000000 ", "+34 600\u{2011}000\u{2013}000", "\u{200B}34600000000",
    ])
    func `what people write between digits makes no difference`(text: String) throws {
        #expect(try E164Number.recipient(text).description == "+34600000000")
    }

    @Test(arguments: [
        "", "12", "600000000", "612345678", "0612345678", "202555012", "+346000000",
        "+3460000000000", "hello", "+", "07911123456", "+1202555012", "99999999999",
        "+00000000000", "+34600000000,+34600000001", "+34600000000x1", "++34600000000",
        "34+600000000", "tel:+34600000000", "112", "+34112", "24712", "+24712",
        "+34600000000\u{0}", String(repeating: " ", count: 128) + "+34600000000",
    ])
    func `a national or impossible number cannot`(text: String) {
        #expect(throws: PhoneNumberError.invalid) { try E164Number.recipient(text) }
    }

    @Test(arguments: [
        "+22997000000", "+480225120000", "+34000000000", "+10005551234", "+15551234567",
        "+34999999999", "+551181234", "+999123456789",
    ])
    func `a number that its country's plan does not have cannot, in any spelling`(text: String) {
        let digits = text.dropFirst()
        for spelling in [text, String(digits), "00\(digits)", "+ \(digits)"] {
            #expect(throws: PhoneNumberError.invalid) { try E164Number.recipient(spelling) }
        }
    }

    @Test func `the reason is fit for the callers of the API`() {
        #expect(PhoneNumberError.invalid.message == "Invalid phone number")
    }
}
