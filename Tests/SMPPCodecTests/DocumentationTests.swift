import Foundation
import SMPPCodec
import Testing

/// The page docs/reference/smpp-pdus.md against the tables of the codec.
@Suite struct DocumentationTests {
    private static func rows() throws -> [String] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/reference/smpp-pdus.md")
        return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    private static func hexadecimal(_ number: UInt32, digits: Int) -> String {
        let text = String(number, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: digits - text.count) + text
    }

    @Test func `the page has every unit with its mandatory fields`() throws {
        let rows = try Self.rows()
        for body in Self.emptyBodies {
            let pdu = PDU(body, sequence: 1)
            let names = pdu.fields.map(\.name)
            let fields = names.isEmpty ? "none" : names.joined(separator: ", ")
            let number = Self.hexadecimal(pdu.commandID.rawValue, digits: 8)
            #expect(
                rows.contains { $0.hasPrefix("| \(number) | `\(pdu.commandID)` | \(fields) |") }
            )
        }
    }

    @Test func `the page has every parameter`() throws {
        let rows = try Self.rows()
        for tag in ParameterTag.all {
            let number = Self.hexadecimal(UInt32(tag.rawValue), digits: 4)
            #expect(rows.contains { $0.hasPrefix("| \(number) | `\(tag)` |") }, "\(tag)")
        }
    }

    @Test func `the page has every status`() throws {
        let rows = try Self.rows()
        for status in CommandStatus.all {
            let number = Self.hexadecimal(status.rawValue, digits: 8)
            #expect(rows.contains { $0.hasPrefix("| \(number) | `\(status)`") }, "\(status)")
        }
    }

    @Test func `the page has the word of every state`() throws {
        let rows = try Self.rows()
        for state in MessageState.allCases {
            #expect(
                rows.contains { $0.hasPrefix("| \(state.rawValue) | `\(state.receiptWord)` |") }
            )
        }
    }

    private static let emptyBodies: [PDUBody] = [
        .bindReceiver(Bind()), .bindReceiverResponse(BindResponse()), .bindTransmitter(Bind()),
        .bindTransmitterResponse(BindResponse()), .bindTransceiver(Bind()),
        .bindTransceiverResponse(BindResponse()), .outbind(Outbind()), .unbind, .unbindResponse,
        .submitSM(ShortMessage()), .submitSMResponse(MessageReference()),
        .submitMulti(SubmitMulti()), .submitMultiResponse(SubmitMultiResponse()),
        .deliverSM(ShortMessage()), .deliverSMResponse(MessageReference()),
        .dataSM(DataMessage()), .dataSMResponse(MessageReference()), .querySM(MessageQuery()),
        .querySMResponse(MessageQueryResponse()), .cancelSM(MessageCancellation()),
        .cancelSMResponse, .replaceSM(MessageReplacement()), .replaceSMResponse, .enquireLink,
        .enquireLinkResponse, .alertNotification(AlertNotification()), .genericNack,
        .broadcastSM(BroadcastMessage()), .broadcastSMResponse(MessageReference()),
        .queryBroadcastSM(MessageQuery()), .queryBroadcastSMResponse(MessageReference()),
        .cancelBroadcastSM(BroadcastCancellation()), .cancelBroadcastSMResponse,
    ]
}
