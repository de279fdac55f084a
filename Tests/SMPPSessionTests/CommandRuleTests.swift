import SMPPCodec
import Testing

@testable import SMPPSession

/// Every request in every state, from either end, as a peer meets it.
@Suite struct CommandRuleTests {
    /// The letters of the states in which each end may send a request: open, transmitter,
    /// receiver, transceiver (X); after SMPP 3.4, table 2-1.
    struct Row: Sendable, CustomTestStringConvertible {
        let body: PDUBody
        let esme: String
        let smsc: String

        init(_ body: PDUBody, esme: String, smsc: String) {
            self.body = body
            self.esme = esme
            self.smsc = smsc
        }

        var testDescription: String { "\(body.commandID)" }
    }

    static let rows = [
        Row(.bindTransmitter(.test()), esme: "O", smsc: ""),
        Row(.bindReceiver(.test()), esme: "O", smsc: ""),
        Row(.bindTransceiver(.test()), esme: "O", smsc: ""),
        Row(.outbind(Outbind()), esme: "", smsc: "O"),
        Row(.unbind, esme: "TRX", smsc: "TRX"),
        Row(.enquireLink, esme: "OTRX", smsc: "OTRX"),
        Row(.submitSM(ShortMessage()), esme: "TX", smsc: ""),
        Row(.submitMulti(SubmitMulti()), esme: "TX", smsc: ""),
        Row(.dataSM(DataMessage()), esme: "TX", smsc: "RX"),
        Row(.deliverSM(ShortMessage()), esme: "", smsc: "RX"),
        Row(.querySM(MessageQuery()), esme: "TX", smsc: ""),
        Row(.cancelSM(MessageCancellation()), esme: "TX", smsc: ""),
        Row(.replaceSM(MessageReplacement()), esme: "TX", smsc: ""),
        Row(.alertNotification(AlertNotification()), esme: "", smsc: "RX"),
        Row(.broadcastSM(BroadcastMessage()), esme: "TX", smsc: ""),
        Row(.queryBroadcastSM(MessageQuery()), esme: "TX", smsc: ""),
        Row(.cancelBroadcastSM(BroadcastCancellation()), esme: "TX", smsc: ""),
    ]

    static let states: [(letter: Character, mode: BindMode?)] = [
        ("O", nil), ("T", .transmitter), ("R", .receiver), ("X", .transceiver),
    ]

    private func session(_ role: SessionRole, _ mode: BindMode?) -> TestSession {
        mode.map { .bound(role, $0, version: 0x50) } ?? TestSession(role)
    }

    @Test(arguments: rows)
    func `a request is taken where the table allows it and refused elsewhere`(row: Row) {
        for role in [SessionRole.smsc, .esme] {
            for state in Self.states {
                let test = session(role, state.mode)
                test.receive(row.body, sequence: 77)
                let allowed = role == .smsc ? row.esme : row.smsc
                let comment: Comment = "\(role) in state \(state.letter)"
                if allowed.contains(state.letter) {
                    #expect(test.counters.wrongState == 0, comment)
                    #expect(!test.sentStatuses.contains(.incorrectBindStatus), comment)
                    continue
                }
                #expect(test.counters.wrongState == 1, comment)
                switch row.body {
                case .outbind, .alertNotification: #expect(test.actions.isEmpty, comment)
                case .bindTransmitter, .bindReceiver, .bindTransceiver:
                    let status = role == .smsc ? CommandStatus.alreadyBound : .incorrectBindStatus
                    #expect(test.sentStatuses == [status], comment)
                default: #expect(test.sentStatuses == [.incorrectBindStatus], comment)
                }
            }
        }
    }

    @Test(arguments: rows)
    func `this end sends a request only where the table allows it`(row: Row) {
        for role in [SessionRole.smsc, .esme] {
            for state in Self.states {
                let test = session(role, state.mode)
                let allowed = role == .esme ? row.esme : row.smsc
                let isAllowed = allowed.contains(state.letter)
                let comment: Comment = "\(role) in state \(state.letter)"
                switch row.body {
                case .outbind, .alertNotification:
                    let admission = test.notify(row.body)
                    #expect(admission == (isAllowed ? .sent(sequence: 1) : .notAllowed), comment)
                case let body where body.isMessageRequest:
                    let admission = test.request(row.body)
                    if isAllowed {
                        #expect(test.sentCommands == [row.body.commandID], comment)
                    } else {
                        #expect(test.actions.isEmpty, comment)
                        #expect(admission == (state.mode == nil ? .notBound : .notAllowed), comment)
                    }
                default:
                    let admission = test.request(row.body)
                    #expect(admission == (state.mode == nil ? .notBound : .notAllowed), comment)
                }
            }
        }
    }

    @Test(arguments: [UInt8(0x33), 0x34, 0x50])
    func `a peer gets nothing that is younger than its version`(octet: UInt8) {
        let test = TestSession.bound(.esme, version: octet)
        #expect(test.version == InterfaceVersion(octet))
        let isYoung = { (body: PDUBody) in test.request(body) == .notAllowed }
        #expect(isYoung(.dataSM(DataMessage())) == (octet < 0x34))
        #expect(isYoung(.broadcastSM(BroadcastMessage())) == (octet < 0x50))
        #expect(!isYoung(.submit))
    }

    @Test func `a broadcast from a peer before 5_0 is no known command`() {
        let test = TestSession.bound(.smsc, version: 0x34)
        test.receive(.broadcastSM(BroadcastMessage()))
        #expect(test.sentStatuses == [.invalidCommandID])
    }

    @Test func `every message request has a response of its own`() {
        for row in Self.rows where row.body.isMessageRequest {
            #expect(row.body.commandID.emptyResponse.commandID == row.body.commandID.response)
            #expect(row.body.commandID.response.request == row.body.commandID)
        }
    }
}
