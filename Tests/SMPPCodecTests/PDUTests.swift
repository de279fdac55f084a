import Essentials
import SMPPCodec
import Testing

@Suite struct PDUTests {
    @Test(arguments: 0..<RandomPDU.kindCount)
    func `a unit survives the wire`(kind: Int) throws {
        var random = RandomPDU(seed: UInt64(kind))
        for _ in 0..<200 {
            let pdu = random.next(kind: kind)
            let octets = try pdu.encoded()
            #expect(try PDU(decoding: octets) == pdu)
            #expect(octets.count == Int(octets[2]) << 8 | Int(octets[3]))
        }
    }

    @Test func `a submit_sm has the octets of the specification`() throws {
        var message = ShortMessage(
            from: Address("Helio", typeOfNumber: .alphanumeric),
            to: Address("34600000001", typeOfNumber: .international, numberingPlan: .isdn),
            Array("Hi".utf8),
            registeredDelivery: RegisteredDelivery(.always)
        )
        message.parameters.userMessageReference = 0x1234
        let octets = try PDU(.submitSM(message), sequence: 7).encoded()
        let header: [UInt8] = [0, 0, 0, 62, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 7]
        let addresses: [UInt8] =
            [0, 5, 0] + Array("Helio\0".utf8) + [1, 1] + Array("34600000001\0".utf8)
        let rest: [UInt8] = [0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0x48, 0x69, 2, 4, 0, 2, 0x12, 0x34]
        #expect(Array(octets.dropFirst(16)) == addresses + rest)
        #expect(Array(octets.prefix(16)) == header.replacingLength(with: octets.count))
    }

    @Test(arguments: 0..<RandomPDU.kindCount)
    func `a unit cut short is refused or read, and never more than it says`(kind: Int) throws {
        var random = RandomPDU(seed: 100 + UInt64(kind))
        let octets = try random.next(kind: kind).encoded()
        for count in 0..<octets.count {
            var cut = Array(octets.prefix(count))
            if count >= 4 { cut = cut.replacingLength(with: count) }
            do {
                let pdu = try PDU(decoding: cut)
                #expect(pdu.commandID.rawValue == octets[4...7].reduce(0) { $0 << 8 | UInt32($1) })
            } catch {
                #expect(error.offset <= count)
                #expect(error.answer?.sequence ?? error.sequence == error.sequence)
            }
        }
    }

    @Test func `any octets are read or refused`() throws {
        var random = RandomPDU(seed: 3)
        for _ in 0..<20_000 {
            var octets = try random.next(kind: Int(random.octet()) % RandomPDU.kindCount).encoded()
            for _ in 0..<Int.random(in: 1...6, using: &random.generator) {
                let index = Int.random(in: 4..<octets.count, using: &random.generator)
                octets[index] = random.octet()
            }
            guard let pdu = try? PDU(decoding: octets) else { continue }
            let again = try PDU(decoding: try pdu.encoded())
            #expect(again == pdu)
        }
    }

    @Test func `a request gets the response of its kind, and a generic_nack where there is none`() {
        var random = RandomPDU(seed: 4)
        for kind in 0..<RandomPDU.kindCount {
            let request = random.next(kind: kind)
            guard !request.commandID.isResponse else { continue }
            let response = request.response(status: .systemError)
            #expect(response.sequence == request.sequence)
            #expect(response.status == .systemError)
            #expect(response.body.isResponse)
            switch request.body {
            case .outbind, .alertNotification, .unknown: #expect(response.body == .genericNack)
            default:
                #expect(response.commandID.rawValue == request.commandID.rawValue | 0x8000_0000)
            }
        }
    }

    @Test func `a refusal goes without its fields and an answer may come without them`() throws {
        let refusal = PDU(.submitSMResponse(MessageReference()), status: .throttled, sequence: 9)
        #expect(try refusal.encoded().count == 16)
        #expect(try PDU(decoding: refusal.encoded()) == refusal)
        let bare: [UInt8] = [0, 0, 0, 16, 0x80, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1]
        #expect(try PDU(decoding: bare).body == .deliverSMResponse(MessageReference()))
        let agreed = PDU(.deliverSMResponse(MessageReference()), sequence: 9)
        #expect(try agreed.encoded().count == 17)
    }

    @Test func `what does not fit is refused and leaves the buffer as it was`() throws {
        var message = ShortMessage()
        message.source.digits = String(repeating: "1", count: 21)
        var buffer: [UInt8] = [1, 2, 3]
        #expect(throws: EncodingFault.tooLong(field: "source_addr", limit: 20)) {
            try PDU(.submitSM(message), sequence: 1).encode(into: &buffer)
        }
        message.source.digits = "€"
        #expect(throws: EncodingFault.unencodable(field: "source_addr")) {
            try PDU(.submitSM(message), sequence: 1).encode(into: &buffer)
        }
        message.source.digits = "a\0b"
        #expect(throws: EncodingFault.unencodable(field: "source_addr")) {
            try PDU(.submitSM(message), sequence: 1).encode(into: &buffer)
        }
        message.source.digits = ""
        message.shortMessage = [UInt8](repeating: 0, count: 256)
        #expect(throws: EncodingFault.tooLong(field: "short_message", limit: 255)) {
            try PDU(.submitSM(message), sequence: 1).encode(into: &buffer)
        }
        #expect(buffer == [1, 2, 3])
        message.shortMessage = []
        try PDU(.submitSM(message), sequence: 1).encode(into: &buffer)
        #expect(buffer.count == 3 + 33)
        #expect(try PDU(decoding: buffer.dropFirst(3)).body == .submitSM(message))
    }
}

extension [UInt8] {
    /// The unit with its command_length set.
    func replacingLength(with count: Int) -> [UInt8] {
        [0, 0, UInt8(count >> 8), UInt8(count & 0xFF)] + dropFirst(4)
    }
}
