import Essentials
import SMSText
import Testing

@Suite struct SenderAddressTests {
    @Test(arguments: [
        ("Acme", false), ("My company", false), ("A-1", false),
        ("B&B_Shop.es", false),
        ("Senal", false), ("12345678901", true), ("+34600000000", true), ("123", true),
        ("+123456789012345", true), ("217217", true), ("1-2", false),
        ("--1", false), ("A B", false),
    ])
    func `a name or a number is accepted`(text: String, isNumeric: Bool) throws {
        let sender = try SenderAddress(text)
        #expect(sender.text == text)
        #expect(sender.isNumeric == isNumeric)
    }

    @Test(arguments: [
        ("", SenderAddressError.length), ("ab", .length), ("abcdefghijkl", .length),
        ("12", .fewDigits), ("+12", .fewDigits), ("+", .characters),
        ("1234567890123456", .digits), ("+1234567890123456", .digits), ("Acme!", .characters),
        ("Aç1", .notASCII), ("Ö-HELIO", .notASCII), ("Señal", .notASCII), ("Δelta", .notASCII),
        ("a\nb", .characters), ("😀😀😀", .notASCII), ("٣٤٥", .notASCII), ("   ", .noLetter),
        ("...", .noLetter), ("---", .noLetter), (" HELIO", .spaceAtEnd), ("HELIO ", .spaceAtEnd),
        ("+Acme", .characters), ("a+b", .characters), ("{a}", .characters),
        ("Acme@home", .characters), (String(repeating: "a", count: 100_000), .length),
        (String(repeating: "1", count: 100_000), .digits),
    ])
    func `anything else is refused with the rule that it breaks`(
        text: String,
        reason: SenderAddressError
    ) {
        #expect(throws: reason) { try SenderAddress(text) }
    }

    @Test(arguments: 0..<300)
    func `what is accepted is ASCII without spaces around it`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let characters = Array("aZ09 .-_&+éÖñΔ😀\u{301}\u{A0}\0\t")
        let text = String(
            (0..<Int.random(in: 0...14, using: &generator)).map { _ in
                characters.randomElement(using: &generator) ?? "a"
            }
        )
        guard let sender = try? SenderAddress(text) else { return }
        #expect(sender.text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        #expect(!text.hasPrefix(" ") && !text.hasSuffix(" "))
        #expect(text.contains { $0.isLetter || $0.isNumber })
    }

    @Test func `reasons are fit for the callers of the API`() {
        #expect(SenderAddressError.length.message == "Must have between 3 and 11 characters")
        #expect(SenderAddressError.noLetter.message == "Must have at least one letter or digit")
        let messages = SenderAddressError.allCases.map(\.message)
        #expect(Set(messages).count == messages.count)
    }
}
