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

    @Test func `seven bits that are left hold a carriage return, which the reader drops`() {
        for count in [7, 15, 23, 159] {
            let septets = [UInt8](repeating: 0x41, count: count)
            let octets = SeptetPacking.packMessage(septets)
            #expect(octets.count == (count * 7 + 7) / 8)
            #expect(octets != SeptetPacking.packMessage(septets + [0]))
            #expect(octets.last.map { $0 >> 1 } == 0x0D)
            #expect(SeptetPacking.unpackMessage(octets) == septets)
        }
    }

    @Test func `a text without its number of septets survives packing with any fill`() {
        var generator = SeededGenerator(seed: 4)
        for count in 0...200 {
            for fillBits in 0..<7 {
                var septets = (0..<count).map { _ in UInt8.random(in: 0..<128, using: &generator) }
                // An own carriage return at the end may be doubled, which a phone shows as one.
                if septets.last == 0x0D { septets[count - 1] = 0x20 }
                let octets = SeptetPacking.packMessage(septets, fillBits: fillBits)
                #expect(SeptetPacking.unpackMessage(octets, fillBits: fillBits) == septets)
            }
        }
    }

    @Test func `a carriage return at the end is never lost, and a part never overflows`() {
        for count in 1...160 {
            let septets = [UInt8](repeating: 0x41, count: count - 1) + [0x0D]
            let read = SeptetPacking.unpackMessage(SeptetPacking.packMessage(septets))
            #expect(read == septets || read == septets + [0x0D])
            #expect(SeptetPacking.packMessage(septets, limit: 140).count <= 140)
        }
    }

    @Test func `octets that end early give fewer septets`() {
        #expect(SeptetPacking.unpack([0xE8, 0x32], count: 10) == [0x68, 0x65])
        #expect(SeptetPacking.unpack([], count: 10) == [])
        #expect(SeptetPacking.unpack([0xFF], count: 1, fillBits: 6) == [])
        #expect(SeptetPacking.unpack([0xFF], count: -1) == [])
    }
}
