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

    @Test func `each has its SMPP number`() {
        #expect(DataCoding.allCases.map(\.rawValue) == [0, 3, 8])
    }
}
