import Essentials
import SMSText
import Testing

@Suite struct UserDataHeaderTests {
    @Test(arguments: [true, false])
    func `the place of a part survives its header`(isWide: Bool) {
        let place = Concatenation(reference: 0xAB, total: 9, sequence: 4, isWide: isWide)
        let header = UserDataHeader(place.userDataHeader + [0x41, 0x42])
        #expect(header?.concatenation == place)
        #expect(header?.octetCount == (isWide ? 7 : 6))
    }

    @Test func `other elements are passed over and shift tables are read`() {
        let header = UserDataHeader(
            [0x0F, 0x70, 0x02, 1, 2, 0x24, 1, 3, 0x25, 1, 1, 0x00, 3, 7, 2, 1] + [0x41]
        )
        #expect(header?.concatenation?.reference == 7)
        #expect(header?.singleShift == .portuguese)
        #expect(header?.lockingShift == .turkish)
        #expect(header?.octetCount == 16)
    }

    @Test(
        arguments: [
            [], [0x05], [0x05, 0x00, 0x03, 1, 2], [0x03, 0x00, 0x03, 1], [0x01, 0x00, 0x00],
        ] as [[UInt8]]
    )
    func `a header that does not hold together is refused`(octets: [UInt8]) {
        #expect(UserDataHeader(octets) == nil)
        #expect(ReceivedPart(shortMessage: octets, hasHeader: true, dataCoding: .gsm7) == nil)
    }

    @Test(
        arguments: [
            [0x05, 0x00, 0x03, 1, 2, 0], [0x05, 0x00, 0x03, 1, 2, 3], [0x05, 0x00, 0x03, 1, 0, 0],
            [0x04, 0x00, 0x02, 1, 2], [0x00],
        ] as [[UInt8]]
    )
    func `a senseless place is ignored`(octets: [UInt8]) throws {
        let header = try #require(UserDataHeader(octets))
        #expect(header.concatenation == nil)
        #expect(header.octetCount == octets.count)
    }

    @Test func `no octets break it`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...20, using: &generator)
            var octets = (0..<count).map { _ in UInt8.random(in: 0...9, using: &generator) }
            if Bool.random(using: &generator), count > 0 { octets[0] = UInt8(count - 1) }
            for coding in DataCoding.allCases {
                let part = ReceivedPart(shortMessage: octets, hasHeader: true, dataCoding: coding)
                _ = part.map { ReceivedPart.text(of: [$0, $0]) }
            }
        }
    }

    @Test func `a message through shift tables is read`() throws {
        let part = try #require(
            ReceivedPart(
                shortMessage: [0x03, 0x24, 0x01, 0x02, 0x1B, 0x61, 0x41],
                hasHeader: true,
                dataCoding: .gsm7
            )
        )
        #expect(ReceivedPart.text(of: [part]) == "áA")
    }

    @Test func `a pair cut across two parts is whole again`() {
        let halves = [[0x41, 0x1B], [0x65, 0x42]].map {
            ReceivedPart(concatenation: nil, payload: $0, dataCoding: .gsm7)
        }
        #expect(ReceivedPart.text(of: halves) == "A€B")
        let mixed = [
            ReceivedPart(concatenation: nil, payload: [0x41], dataCoding: .gsm7),
            ReceivedPart(concatenation: nil, payload: [0x00, 0xE1], dataCoding: .utf16),
        ]
        #expect(ReceivedPart.text(of: mixed) == "Aá")
    }
}
