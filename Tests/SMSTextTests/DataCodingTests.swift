import SMSText
import Testing

@Suite struct DataCodingTests {
    @Test(arguments: DataCoding.allCases, 0..<50)
    func `text survives its octets or is refused`(coding: DataCoding, seed: Int) {
        var random = RandomText(seed: UInt64(seed))
        let alphabets = [RandomText.plain, RandomText.extended, RandomText.astral]
        let text = random.text(alphabets, length: 50)
        if let octets = coding.encode(text) { #expect(coding.decode(octets) == text) }
    }

    @Test func `Latin-9 has the euro sign and all its octets are read`() throws {
        #expect(DataCoding.latin9.encode("10 € für Žižka Œ") != nil)
        #expect(DataCoding.latin9.decode([0xA4, 0x20, 0xE9]) == "€ é")
        #expect(DataCoding.latin9.encode("¤") == nil)
        #expect(DataCoding.latin9.encode("Ω") == nil)
        let all = Array(UInt8.min...UInt8.max)
        let text = try #require(DataCoding.latin9.decode(all))
        #expect(DataCoding.latin9.encode(text) == all)
    }

    @Test func `broken UTF-16 is refused`() {
        #expect(DataCoding.utf16.encode("á😀") == [0x00, 0xE1, 0xD8, 0x3D, 0xDE, 0x00])
        #expect(DataCoding.utf16.decode([0x00]) == nil)
        #expect(DataCoding.utf16.decode([0xD8, 0x3D]) == nil)
        #expect(DataCoding.utf16.decode([0xDE, 0x00, 0x00, 0x41]) == nil)
        #expect(DataCoding.utf16.decode([]) == "")
    }

    @Test func `a byte order mark is no part of the text, and its order is honoured`() {
        #expect(DataCoding.utf16.decode([0xFE, 0xFF, 0x00, 0x41, 0xD8, 0x3D, 0xDE, 0x00]) == "A😀")
        #expect(DataCoding.utf16.decode([0xFF, 0xFE, 0x41, 0x00, 0x3D, 0xD8, 0x00, 0xDE]) == "A😀")
        #expect(DataCoding.utf16.decode([0xFE, 0xFF]) == "")
        #expect(DataCoding.utf16.decode([0xFF, 0xFE, 0x41]) == nil)
        // Only at the start is it a mark.
        #expect(DataCoding.utf16.decode([0x00, 0x41, 0xFE, 0xFF]) == "A\u{FEFF}")
        #expect(UTF16Octets.withoutMark([0xFF, 0xFE, 0x41, 0x00]) == [0x00, 0x41])
        #expect(UTF16Octets.withoutMark([0xFE, 0xFF, 0x00, 0x41]) == [0x00, 0x41])
        #expect(UTF16Octets.withoutMark([0x00, 0x41]) == [0x00, 0x41])
    }

    @Test func `Cyrillic and Hebrew letters are read`() {
        func text(_ set: ISO8859, _ octets: [UInt8]) -> String {
            String(decoding: octets.map { set.unit(of: $0) }, as: UTF16.self)
        }
        #expect(text(.cyrillic, [0xBF, 0xE0, 0xD8, 0xD2, 0xD5, 0xE2, 0x21]) == "Привет!")
        #expect(text(.cyrillic, [0xA1, 0xF0, 0xFD, 0xAD, 0xFF]) == "Ё№§\u{AD}џ")
        #expect(text(.hebrew, [0xF9, 0xEC, 0xE5, 0xED]) == "שלום")
        #expect(text(.hebrew, [0xAA, 0xBA, 0xDF, 0xA1, 0xFE]) == "×÷‗\u{FFFD}\u{200F}")
        #expect(text(.latin1, [0xE9, 0xA0]) == "é\u{A0}")
        for set in ISO8859.allCases {
            for octet in UInt8.min..<0x80 { #expect(set.unit(of: octet) == UInt16(octet)) }
        }
    }

    @Test func `each has its SMPP number`() {
        #expect(DataCoding.allCases.map(\.rawValue) == [0, 3, 8])
    }
}
