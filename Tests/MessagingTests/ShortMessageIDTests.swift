import Essentials
import MessagingModel
import Testing

@Suite struct ShortMessageIDTests {
    private let clock = ManualClock()

    @Test func `it has eight letters and digits and is read again`() throws {
        let ids = IDSource(clock: clock, process: .max)
        for step in 0..<2000 {
            let id = ids.next()
            let short = ShortMessageID(id)
            #expect(short.text.utf8.count == 8)
            #expect(short.text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
            let again = try #require(ShortMessageID(short.text))
            #expect(again == short)
            #expect(again.candidates(near: clock.now).contains(id))
            clock.advance(by: .microseconds(step * step * 37))
        }
    }

    @Test func `messages of one process have different ones, within a second and over months`() {
        let ids = IDSource(clock: clock, process: 7)
        var seen: Set<String> = []
        for round in 0..<200 {
            for _ in 0..<100 { seen.insert(ShortMessageID(ids.next()).text) }
            clock.advance(by: .seconds(round.isMultiple(of: 2) ? 64_800 : 1))
        }
        #expect(seen.count == 20_000)
    }

    @Test(arguments: [0, 1, 3600, 86_400 * 32, 86_400 * 74])
    func `it is found for months after it was given, and before`(seconds: Int) throws {
        let id = IDSource(clock: clock, process: 7).next()
        let short = try #require(ShortMessageID(ShortMessageID(id).text))
        for moment in [clock.now + .seconds(seconds), clock.now - .seconds(seconds)] {
            let candidates = short.candidates(near: moment)
            #expect(candidates.contains(id))
            let other = ObjectID(high: id.high + 256, low: id.low)
            #expect(!candidates.contains(other))
        }
    }

    @Test(arguments: ["", "0000000", "000000000", "-0000000", "é000000", "zzzzzzzz "])
    func `anything else is none`(text: String) { #expect(ShortMessageID(text) == nil) }

    @Test(arguments: 0...255 as ClosedRange<UInt8>)
    func `a message over SMPP keeps what its client asked for, and how it names it`(octet: UInt8) {
        for hasShortID in [false, true] {
            let origin = SMPPOrigin(
                reports: ReportRequest(rawValue: octet & 0x7F),
                source: AddressKind(typeOfNumber: 5, numberingPlan: 0),
                destination: AddressKind(typeOfNumber: 1, numberingPlan: 1),
                hasShortID: hasShortID
            )
            #expect(SMPPOrigin(bytes: origin.bytes) == origin)
        }
    }
}
