import Essentials
import SMSText
import Testing

@Suite struct SeptetPackingTests {
    @Test func `a known text has its known octets`() {
        let octets = SeptetPacking.pack(Array("hellohello".utf8))
        #expect(octets == [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37])
        #expect(SeptetPacking.unpack(octets, count: 10) == Array("hellohello".utf8))
    }

    @Test func `a full message takes 140 octets`() {
        #expect(SeptetPacking.pack([UInt8](repeating: 0x41, count: 160)).count == 140)
        // A header of 6 octets and one fill bit leave room for 153 septets.
        #expect(SeptetPacking.pack([UInt8](repeating: 0x41, count: 153), fillBits: 1).count == 134)
    }

    @Test func `septets survive packing with any fill`() {
        var generator = SeededGenerator(seed: 3)
        for count in 0...200 {
            let septets = (0..<count).map { _ in UInt8.random(in: 0..<128, using: &generator) }
            for fillBits in 0..<7 {
                let octets = SeptetPacking.pack(septets, fillBits: fillBits)
                #expect(octets.count == (count * 7 + fillBits + 7) / 8)
                #expect(SeptetPacking.unpack(octets, count: count, fillBits: fillBits) == septets)
            }
        }
    }

    @Test func `octets that end early give fewer septets`() {
        #expect(SeptetPacking.unpack([0xE8, 0x32], count: 10) == [0x68, 0x65])
        #expect(SeptetPacking.unpack([], count: 10) == [])
        #expect(SeptetPacking.unpack([0xFF], count: 1, fillBits: 6) == [])
        #expect(SeptetPacking.unpack([0xFF], count: -1) == [])
    }
}
