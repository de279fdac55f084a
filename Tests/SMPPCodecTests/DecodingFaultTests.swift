import SMPPCodec
import Testing

@Suite struct DecodingFaultTests {
    /// A unit with the command and what follows the header.
    private static func unit(_ command: CommandID, _ rest: [UInt8]) -> [UInt8] {
        let id = (0..<4).map { UInt8(truncatingIfNeeded: command.rawValue >> (24 - 8 * $0)) }
        return ([0, 0, 0, 0] + id + [0, 0, 0, 0, 0, 0, 0, 42] + rest)
            .replacingLength(with: 16 + rest.count)
    }

    private static let letters = [UInt8](repeating: 0x41, count: 80)

    @Test(
        arguments: [
            (
                unit(.bindTransceiver, letters), CommandStatus.invalidSystemID,
                DecodingFault.Problem.tooLong(field: "system_id", limit: 15), 16
            ),
            (
                unit(.bindTransceiver, [0] + letters), .invalidPassword,
                .tooLong(field: "password", limit: 8), 17
            ),
            (
                unit(.submitSM, letters), .invalidServiceType,
                .tooLong(field: "service_type", limit: 5), 16
            ),
            (
                unit(.submitSM, [0, 1, 1] + letters), .invalidSourceAddress,
                .tooLong(field: "source_addr", limit: 20), 19
            ),
            (
                unit(.submitSM, [0, 1, 1, 0x31, 0, 1, 1] + letters), .invalidDestinationAddress,
                .tooLong(field: "destination_addr", limit: 20), 23
            ),
            (
                unit(.submitSM, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2]),
                .invalidMessageLength, .truncated(field: "short_message"), 33
            ),
            (
                unit(.submitSM, []), .invalidCommandLength, .truncated(field: "service_type"), 16
            ),
            (
                unit(.submitSMResponse, [0x41, 0x42]), .invalidCommandLength,
                .unterminated(field: "message_id"), 16
            ),
            (
                unit(.submitMulti, [0, 0, 0, 0, 1, 3]), .invalidDestinationFlag,
                .invalid(field: "dest_flag"), 22
            ),
            (
                unit(.deliverSMResponse, [0, 0x02, 0x04, 0, 3, 1, 2]), .invalidParameterStream,
                .malformedParameters, 17
            ),
            (unit(.enquireLink, [1]), .invalidParameterStream, .malformedParameters, 16),
        ]
    )
    func `a wrong field is answered with its status`(
        octets: [UInt8],
        status: CommandStatus,
        problem: DecodingFault.Problem,
        offset: Int
    ) throws {
        let fault = try #require(throws: DecodingFault.self) { try PDU(decoding: octets) }
        #expect(fault.status == status)
        #expect(fault.problem == problem)
        #expect(fault.offset == offset)
        #expect(fault.sequence == 42)
        #expect(fault.description.contains(status.description) != fault.commandID.isResponse)
        let answer = fault.answer
        #expect((answer == nil) == fault.commandID.isResponse)
        #expect(answer?.status ?? status == status)
        #expect(answer?.sequence ?? 42 == 42)
        #expect(
            answer?.commandID.rawValue ?? 0x8000_0000 & 0x7FFF_FFFF
                == (answer == nil ? 0 : fault.commandID.rawValue | 0x8000_0000)
        )
    }

    @Test func `a unit of another length than it tells is refused`() throws {
        var octets = Self.unit(.enquireLink, [])
        octets[3] = 17
        let fault = try #require(throws: DecodingFault.self) { try PDU(decoding: octets) }
        #expect(fault.status == .invalidCommandLength)
        #expect(throws: DecodingFault.self) { try PDU(decoding: [0, 0, 0, 4]) }
    }

    @Test func `an unknown command is kept whole`() throws {
        let octets = Self.unit(CommandID(rawValue: 0x10200), [1, 2, 3])
        let pdu = try PDU(decoding: octets)
        #expect(pdu.body == .unknown(commandID: CommandID(rawValue: 0x10200), [1, 2, 3]))
        #expect(pdu.commandID.description == "0x00010200")
        #expect(!pdu.commandID.isKnown)
        #expect(pdu.response(status: .invalidCommandID).body == .genericNack)
        #expect(try pdu.encoded() == octets)
    }

    @Test func `parameters behind a command without fields are left out`() throws {
        let octets = Self.unit(.enquireLinkResponse, [0x04, 0x28, 0, 1, 50])
        #expect(try PDU(decoding: octets).body == .enquireLinkResponse)
    }
}
