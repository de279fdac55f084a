import SMSText
import Testing

@Suite struct GSM7AlphabetTests {
    // The code points that Instasent's counter knows.
    static let base: Set<UInt32> = Set([10, 12, 13, 161, 163, 164, 165, 167, 191, 201, 209, 214])
        .union(32...95).union(97...126).union(196...199)
        .union([216, 220, 223, 224, 228, 229, 230, 232, 233, 236, 241, 242, 246, 248, 249, 252])
        .union([915, 916, 920, 923, 926, 928, 931, 934, 936, 937, 8364])
    static let extended: Set<UInt32> = Set([12, 8364]).union(91...94).union(123...126)

    @Test func `the alphabet has exactly the known code points`() {
        for value in UInt32(0)...0x2FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let expected = Self.extended.contains(value) ? 2 : (Self.base.contains(value) ? 1 : 0)
            let found = GSM7Alphabet.septetCount(of: scalar)
            if found != expected { Issue.record("U+\(String(value, radix: 16)): \(found)") }
        }
    }

    @Test func `every character survives its septets`() throws {
        for value in Self.base {
            let scalar = try #require(Unicode.Scalar(value))
            let septets = try #require(GSM7Alphabet.encode(String(scalar)))
            #expect(septets.count == GSM7Alphabet.septetCount(of: scalar))
            #expect(septets.allSatisfy { $0 < 0x80 })
            #expect(GSM7Alphabet.decode(septets) == String(scalar))
        }
    }

    @Test(
        arguments: [
            ("@", [0x00]), ("£", [0x01]), ("é", [0x05]), ("Ç", [0x09]), ("Δ", [0x10]),
            ("É", [0x1F]),
            ("¤", [0x24]), ("¡", [0x40]), ("A", [0x41]), ("Ñ", [0x5D]), ("§", [0x5F]),
            ("¿", [0x60]),
            ("à", [0x7F]), ("€", [0x1B, 0x65]), ("{", [0x1B, 0x28]), ("\\", [0x1B, 0x2F]),
            ("|", [0x1B, 0x40]), ("\u{C}", [0x1B, 0x0A]), ("\r\n", [0x0D, 0x0A]),
        ] as [(String, [UInt8])]
    )
    func `a character has its septets`(text: String, septets: [UInt8]) {
        #expect(GSM7Alphabet.encode(text) == septets)
    }

    @Test func `a text with another character has no septets`() {
        #expect(GSM7Alphabet.encode("a`b") == nil)
        #expect(GSM7Alphabet.encode("ç") == nil)
        #expect(GSM7Alphabet.encode("😀") == nil)
        #expect(GSM7Alphabet.encode("") == [])
    }

    @Test(
        arguments: [
            ([0x1B, 0x41], "A"), ([0x1B], " "), ([0x41, 0x1B], "A "), ([0x1B, 0x1B], " "),
            ([0x1B, 0x1B, 0x65], " e"), ([], ""),
        ] as [([UInt8], String)]
    )
    func `an escape before the unknown is read as the standard says`(
        septets: [UInt8],
        text: String
    ) {
        #expect(GSM7Alphabet.decode(septets) == text)
    }

    @Test func `an octet that is no septet is refused`() {
        #expect(GSM7Alphabet.decode([0x41, 0x80]) == nil)
        #expect(GSM7Alphabet.decode([0xFF]) == nil)
    }

    @Test func `any septets can be read in any language`() {
        for first in UInt8(0)..<128 {
            for second in UInt8(0)..<128 {
                for language in [nil] + NationalLanguage.allCases.map(Optional.some) {
                    let text = GSM7Alphabet.decode(
                        [first, second],
                        locking: language,
                        single: language
                    )
                    if text == nil || text == "" { Issue.record("\(first) \(second)") }
                }
            }
        }
    }

    @Test func `national characters are read through shift tables`() {
        let turkish = GSM7Alphabet.decode(
            [0x1B, 0x47, 0x1B, 0x49, 0x1B, 0x53, 0x1B, 0x63, 0x1B, 0x67, 0x1B, 0x69, 0x1B, 0x73],
            single: .turkish
        )
        #expect(turkish == "ĞİŞçğış")
        let spanish = GSM7Alphabet.decode(
            [
                0x1B, 0x09, 0x1B, 0x41, 0x1B, 0x49, 0x1B, 0x4F, 0x1B, 0x55, 0x1B, 0x61, 0x1B, 0x69,
                0x1B, 0x6F, 0x1B, 0x75, 0x1B, 0x65,
            ],
            single: .spanish
        )
        #expect(spanish == "çÁÍÓÚáíóú€")
        let portuguese = GSM7Alphabet.decode(
            [0x1B, 0x05, 0x1B, 0x5B, 0x1B, 0x5C, 0x1B, 0x61, 0x1B, 0x7B, 0x1B, 0x7C, 0x1B, 0x7F],
            single: .portuguese
        )
        #expect(portuguese == "êÃÕÂãõâ")
        #expect(
            GSM7Alphabet.decode(
                [0x04, 0x07, 0x0B, 0x0C, 0x1C, 0x1D, 0x40, 0x60],
                locking: .turkish
            )
                == "€ıĞğŞşİç"
        )
        #expect(
            GSM7Alphabet.decode(
                [0x04, 0x06, 0x0F, 0x12, 0x15, 0x18, 0x1A, 0x24, 0x40, 0x5B, 0x60, 0x7D],
                locking: .portuguese
            ) == "êúáª∞€|ºÍÃ~`"
        )
    }
}
