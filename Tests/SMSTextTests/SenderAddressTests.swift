import SMSText
import Testing

@Suite struct SenderAddressTests {
    @Test(arguments: [
        ("Acme", false), ("My company", false), ("A-1", false), ("B&B_Shop.es", false),
        ("Señal", false), ("12345678901", true), ("+34600000000", true), ("123", true),
        ("+123456789012345", true), ("217217", true), ("1-2", false), ("Müller", false),
    ])
    func `a name or a number is accepted`(text: String, isNumeric: Bool) throws {
        let sender = try SenderAddress(text)
        #expect(sender.text == text)
        #expect(sender.isNumeric == isNumeric)
    }

    @Test(arguments: [
        ("", SenderAddressError.length), ("ab", .length), ("abcdefghijkl", .length),
        ("12", .length),
        ("+12", .length), ("+", .length), ("1234567890123456", .digits),
        ("+1234567890123456", .digits), ("Acme!", .characters), ("Aç1", .characters),
        ("a\nb", .characters), ("😀😀😀", .characters), ("   ", .characters), ("...", .characters),
        ("+Acme", .characters), ("a+b", .characters), ("٣٤٥", .characters), ("{a}", .characters),
        ("Acme@home", .characters), (String(repeating: "a", count: 100_000), .length),
        (String(repeating: "1", count: 100_000), .digits),
    ])
    func `anything else is refused with a reason`(text: String, reason: SenderAddressError) {
        #expect(throws: reason) { try SenderAddress(text) }
    }

    @Test func `reasons are fit for the callers of the API`() {
        #expect(SenderAddressError.length.message == "Must have between 3 and 11 characters")
    }
}
