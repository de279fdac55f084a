import SMSText
import Testing

@Suite struct SMSCountTests {
    @Test(arguments: [
        ("", "GSM_7BIT", 0, 160, 160, 0), ("Hello", "GSM_7BIT", 5, 160, 155, 1),
        ("10€", "GSM_7BIT_EX", 4, 160, 156, 1), ("ç", "UTF16", 1, 70, 69, 1),
        ("😀", "UTF16", 2, 70, 68, 1),
        (String(repeating: "a", count: 161), "GSM_7BIT", 161, 153, 145, 2),
        (String(repeating: "á", count: 71), "UTF16", 71, 67, 63, 2),
    ])
    func `a text is counted`(
        text: String,
        encoding: String,
        length: Int,
        perPart: Int,
        remaining: Int,
        parts: Int
    ) {
        let count = SMSCount(text)
        #expect(count.encoding.name == encoding)
        #expect(count.length == length)
        #expect(count.unitsPerPart == perPart)
        #expect(count.remaining == remaining)
        #expect(count.parts == parts)
    }

    @Test func `shift tables bring national letters to two septets`() {
        let letters: [UInt32] = [
            193, 194, 195, 202, 205, 211, 212, 213, 218, 225, 226, 227, 231, 234, 237, 243, 245,
            250,
            286, 287, 304, 305, 350, 351,
        ]
        for letter in letters.compactMap(Unicode.Scalar.init) {
            let count = SMSCount.withShiftTables("a\(letter)")
            #expect(count.encoding == .gsm7Extended, "\(letter)")
            #expect(count.length == 3, "\(letter)")
            #expect(SMSCount("a\(letter)").encoding == .utf16)
        }
        #expect(SMSCount.withShiftTables("ñoño").encoding == .gsm7)
        #expect(SMSCount.withShiftTables("ğ", languages: [.spanish]).encoding == .utf16)
        #expect(SMSCount.withShiftTables("á😀").encoding == .utf16)
        #expect(SMSCount.withShiftTables(String(repeating: "á", count: 81)).parts == 2)
        #expect(SMSCount.withShiftTables(String(repeating: "á", count: 81)).remaining == 143)
    }
}
