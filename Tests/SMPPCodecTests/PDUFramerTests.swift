import Essentials
import SMPPCodec
import Testing

@Suite struct PDUFramerTests {
    private static func drain(_ framer: inout PDUFramer) throws -> [PDUFramer.Frame] {
        var frames: [PDUFramer.Frame] = []
        while let frame = try framer.next() { frames.append(frame) }
        return frames
    }

    @Test func `every cut in two gives the same units`() throws {
        var random = RandomPDU(seed: 11)
        let pdus = [9, 10, 23, 15, 33, 2].map { random.next(kind: $0) }
        let stream = try pdus.flatMap { try $0.encoded() }
        for cut in 0...stream.count {
            var framer = PDUFramer()
            framer.append(stream[..<cut])
            var frames = try Self.drain(&framer)
            #expect(framer.pendingCount <= cut)
            framer.append(stream[cut...])
            frames += try Self.drain(&framer)
            #expect(frames == pdus.map { .pdu($0) })
            #expect(framer.pendingCount == 0)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `every split gives the same units`(seed: UInt64) throws {
        var random = RandomPDU(seed: seed)
        let pdus = (0..<100).map { _ in random.next() }
        let stream = try pdus.flatMap { try $0.encoded() }
        var framer = PDUFramer()
        var frames: [PDUFramer.Frame] = []
        var start = 0
        let most = seed == 0 ? 1 : 600
        while start < stream.count {
            let count = min(
                Int.random(in: 1...most, using: &random.generator),
                stream.count - start
            )
            stream[start..<start + count].withUnsafeBytes { framer.append($0) }
            start += count
            frames += try Self.drain(&framer)
            #expect(framer.pendingCount < 20_000)
        }
        #expect(frames == pdus.map { .pdu($0) })
    }

    @Test func `a faulty unit does not hurt its neighbours`() throws {
        let good = PDU(.enquireLink, sequence: 1)
        let bad: [UInt8] = [0, 0, 0, 17, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 2, 0x41]
        let stream = try good.encoded() + bad + PDU(.unbind, sequence: 3).encoded()
        var framer = PDUFramer()
        framer.append(stream)
        let frames = try Self.drain(&framer)
        #expect(frames.count == 3)
        #expect(frames.first == .pdu(good))
        #expect(frames.last == .pdu(PDU(.unbind, sequence: 3)))
        guard case .fault(let fault) = frames[1] else {
            Issue.record("the second is not a fault")
            return
        }
        #expect(fault.sequence == 2)
        #expect(fault.answer?.status == .invalidCommandLength)
    }

    @Test(arguments: [0, 15, 65_537, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
    func `a length that no unit may have closes the session at once`(length: UInt32) throws {
        var framer = PDUFramer()
        framer.append(withUnsafeBytes(of: length.bigEndian) { Array($0) })
        let early = try #require(throws: FramingFault.self) { try framer.next() }
        #expect(early.sequence == 0)
        #expect(early.commandLength == length)
        framer.append([0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 77])
        let late = try #require(throws: FramingFault.self) { try framer.next() }
        #expect(late.answer == PDU(.genericNack, status: .invalidCommandLength, sequence: 77))
    }

    @Test func `the limit is the largest unit`() throws {
        var message = ShortMessage()
        message.parameters.messagePayload = [UInt8](repeating: 1, count: 200 - 33 - 4)
        let octets = try PDU(.submitSM(message), sequence: 1).encoded()
        #expect(octets.count == 200)
        var exact = PDUFramer(limit: 200)
        exact.append(octets)
        let frame = try exact.next()
        #expect(frame == .pdu(PDU(.submitSM(message), sequence: 1)))
        var small = PDUFramer(limit: 199)
        small.append(octets)
        #expect(throws: FramingFault.self) { try small.next() }
    }
}
