import Essentials
import SMPPCodec
import Testing

@Suite struct ParametersTests {
    @Test func `values are read back and stand in the order they came`() {
        var parameters = Parameters()
        parameters.receiptedMessageID = "0A1B"
        parameters.append(ParameterTag(rawValue: 0x1401), [9, 9])
        parameters.messageState = .delivered
        parameters.append(ParameterTag(rawValue: 0x1401), [8])
        parameters.sarReference = 0xBEEF
        parameters.sarTotal = 3
        parameters.sarSequence = 2
        parameters.networkErrorCode = NetworkErrorCode(code: 0x0105)
        #expect(parameters.receiptedMessageID == "0A1B")
        #expect(parameters.messageState == .delivered)
        #expect(parameters.sarReference == 0xBEEF)
        #expect(parameters.sarTotal == 3)
        #expect(parameters.sarSequence == 2)
        #expect(parameters.networkErrorCode == NetworkErrorCode(networkType: 3, code: 261))
        #expect(parameters[ParameterTag(rawValue: 0x1401)] == [9, 9])
        #expect(
            parameters.map(\.tag.rawValue)
                == [0x1E, 0x1401, 0x427, 0x1401, 0x20C, 0x20E, 0x20F, 0x423]
        )
    }

    @Test func `setting a value again keeps its place and nil takes it away`() {
        var parameters = Parameters()
        parameters.sourcePort = 1
        parameters.messagePayload = [1, 2, 3]
        parameters.sourcePort = 2
        #expect(parameters.map(\.tag) == [.sourcePort, .messagePayload])
        #expect(parameters.sourcePort == 2)
        parameters.sourcePort = nil
        parameters.messagePayload = nil
        #expect(parameters.isEmpty)
        #expect(parameters == Parameters())
    }

    @Test func `numbers of other widths and strings without end are read`() {
        var parameters = Parameters()
        parameters.append(.sarReference, [7])
        parameters.append(.messageState, [0, 5])
        parameters.append(.receiptedMessageID, Array("abc".utf8))
        parameters.append(.sarTotal, [])
        parameters.append(.userMessageReference, [1, 2, 3, 4, 5])
        #expect(parameters.sarReference == 7)
        #expect(parameters.messageState == .undeliverable)
        #expect(parameters.receiptedMessageID == "abc")
        #expect(parameters.sarTotal == nil)
        #expect(parameters.userMessageReference == nil)
        let wellFormed = parameters.filter(\.isWellFormed)
        #expect(wellFormed.isEmpty)
    }

    @Test func `the table types every value that has the length of the specification`() {
        #expect(Parameter(.messageState, [2]).value == .integer(2))
        #expect(Parameter(.messageState, [0, 2]).value == .octets([0, 2]))
        #expect(Parameter(.receiptedMessageID, [0x41, 0]).value == .text("A"))
        #expect(Parameter(.receiptedMessageID, [0x41]).value == .octets([0x41]))
        #expect(Parameter(.alertOnDelivery, []).value == .flag)
        #expect(Parameter(.alertOnDelivery, [1]).value == .integer(1))
        #expect(Parameter(.phoneValidity, [0, 0, 0, 9]).value == .integer(9))
        #expect(Parameter(ParameterTag(rawValue: 0x1400), [1]).value == .octets([1]))
        #expect(Parameter(ParameterTag(rawValue: 0x1400), [1]).isWellFormed)
        #expect(!Parameter(.networkErrorCode, [1]).isWellFormed)
    }

    @Test func `tags have their names`() {
        #expect(ParameterTag(rawValue: 0x0424).name == "message_payload")
        #expect(ParameterTag(name: "receipted_message_id") == .receiptedMessageID)
        #expect(ParameterTag(name: "nothing") == nil)
        #expect(ParameterTag(rawValue: 0x1400).description == "0x1400")
        #expect(Set(ParameterTag.all).count == ParameterTag.all.count)
        #expect(Set(ParameterTag.all.compactMap(\.name)).count == ParameterTag.all.count)
    }

    @Test func `a value without a form on the wire is told when the unit is written`() throws {
        var message = ShortMessage()
        message.parameters.messagePayload = [UInt8](repeating: 0, count: 65_536)
        #expect(throws: EncodingFault.unencodable(field: "message_payload")) {
            try PDU(.submitSM(message), sequence: 1).encoded()
        }
        message.parameters.messagePayload = [1]
        message.parameters.receiptedMessageID = "€"
        #expect(throws: EncodingFault.unencodable(field: "receipted_message_id")) {
            try PDU(.submitSM(message), sequence: 1).encoded()
        }
        message.parameters.receiptedMessageID = nil
        message.parameters[integer: .sarTotal] = 256
        #expect(throws: EncodingFault.unencodable(field: "sar_total_segments")) {
            try PDU(.submitSM(message), sequence: 1).encoded()
        }
        message.parameters.sarTotal = 1
        #expect(try PDU(.submitSM(message), sequence: 1).encoded().count == 33 + 5 + 5)
    }

    @Test func `the text of a message is where it was put`() {
        var message = ShortMessage()
        #expect(message.message.isEmpty)
        message.parameters.messagePayload = [1, 2]
        #expect(message.message == [1, 2])
        message.shortMessage = [3]
        #expect(message.message == [3])
    }
}
