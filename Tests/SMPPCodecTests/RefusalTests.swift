import Essentials
import SMPPCodec
import Testing

/// Responses with an error: the status counts, whatever follows.
@Suite struct RefusalTests {
    private static let responses: [CommandID] = [
        .submitSMResponse, .deliverSMResponse, .dataSMResponse, .submitMultiResponse,
        .querySMResponse, .cancelSMResponse, .replaceSMResponse, .unbindResponse,
        .enquireLinkResponse, .genericNack, .bindReceiverResponse, .bindTransmitterResponse,
        .bindTransceiverResponse, .broadcastSMResponse, .queryBroadcastSMResponse,
        .cancelBroadcastSMResponse,
    ]

    private func unit(
        _ commandID: CommandID,
        _ status: CommandStatus,
        _ body: [UInt8],
        sequence: UInt32 = 7
    ) -> [UInt8] {
        let words = [UInt32(16 + body.count), commandID.rawValue, status.rawValue, sequence]
        return words.flatMap { word in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        } + body
    }

    @Test func `a parameter without the fields before it leaves the status readable`() throws {
        // delivery_failure_reason alone, as some message centres send it.
        let body: [UInt8] = [0x04, 0x25, 0x00, 0x01, 0x01]
        let pdu = try PDU(
            decoding: unit(.submitSMResponse, .invalidDestinationAddress, body)
        )
        #expect(pdu.status == .invalidDestinationAddress)
        #expect(pdu.sequence == 7)
        guard case .submitSMResponse(let answer) = pdu.body else {
            Issue.record("\(pdu)")
            return
        }
        #expect(answer.messageID.isEmpty)
        #expect(answer.parameters[.deliveryFailureReason] == [1])
    }

    @Test(arguments: responses)
    func `a refusal is read whatever octets follow its header`(commandID: CommandID) throws {
        var generator = SeededGenerator(seed: UInt64(commandID.rawValue & 0xFFFF))
        for _ in 0..<500 {
            let body = (0..<Int.random(in: 0...80, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let status = CommandStatus(rawValue: .random(in: 1 ... .max, using: &generator))
            let pdu = try PDU(decoding: unit(commandID, status, body))
            #expect(pdu.status == status)
            #expect(pdu.commandID == commandID)
            #expect(try PDU(decoding: try pdu.encoded()) == pdu)
        }
    }

    @Test func `what a refusal says is kept when it can be read`() throws {
        var parameters = Parameters()
        parameters.additionalStatusText = "no such subscriber"
        let whole = PDU(
            .submitSMResponse(MessageReference(messageID: "a1", parameters: parameters)),
            status: .submitFailed,
            sequence: 9
        )
        #expect(try PDU(decoding: try whole.encoded()) == whole)
    }

    @Test(arguments: responses)
    func `an answer without an error must be readable`(commandID: CommandID) throws {
        let octets = unit(commandID, .ok, Array("no end".utf8))
        switch commandID {
        case .cancelSMResponse, .replaceSMResponse, .unbindResponse, .enquireLinkResponse,
            .genericNack, .cancelBroadcastSMResponse:
            #expect(try PDU(decoding: octets).status == .ok)
        default:
            do {
                _ = try PDU(decoding: octets)
                Issue.record("it was read")
            } catch {
                #expect(error.octets == Array(octets.prefix(48)))
                #expect(error.answer == nil)
            }
        }
    }

    @Test func `a request never keeps octets that may be personal`() throws {
        let octets = unit(.submitSM, .ok, Array("secret".utf8))
        do {
            _ = try PDU(decoding: octets)
            Issue.record("it was read")
        } catch {
            #expect(error.octets == Array(octets.prefix(16)))
            #expect(error.octetsText.count == 32)
        }
    }
}
