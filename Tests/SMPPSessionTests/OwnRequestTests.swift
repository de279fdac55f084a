import Essentials
import SMPPCodec
import Testing

@testable import SMPPSession

/// Requests that this end makes.
@Suite struct OwnRequestTests {
    private func session(window: Int = 10) -> TestSession {
        var configuration = SessionConfiguration.client
        configuration.outgoingWindow = window
        return .bound(.esme, .transceiver, configuration)
    }

    private func sequence(_ admission: RequestAdmission) -> UInt32 {
        if case .sent(let sequence) = admission { sequence } else { 0 }
    }

    @Test func `an answer finds its request by the sequence number`() {
        let test = session()
        let first = sequence(test.request(.submit))
        let second = sequence(test.request(.submit))
        #expect(first != second)
        let reference = PDUBody.submitSMResponse(MessageReference(messageID: "b"))
        test.receive(reference, sequence: second)
        #expect(
            test.actions == [.answered(RequestToken(2), PDU(reference, sequence: second))]
        )
        test.receive(.submitSMResponse(MessageReference()), status: .throttled, sequence: first)
        #expect(test.answered == [RequestToken(1)])
        #expect(test.counters.answered == 2)
    }

    @Test func `a full window refuses until an answer comes`() {
        let test = session(window: 2)
        let first = sequence(test.request(.submit))
        #expect(test.room == 1)
        test.request(.submit)
        #expect(test.request(.submit) == .windowFull)
        #expect(test.actions.isEmpty)
        test.receive(.submitSMResponse(MessageReference()), sequence: first)
        #expect(sequence(test.request(.submit)) != 0)
    }

    @Test func `a response that comes twice is counted and changes nothing`() {
        let test = session()
        let number = sequence(test.request(.submit))
        test.receive(.submitSMResponse(MessageReference()), sequence: number)
        test.receive(.submitSMResponse(MessageReference()), sequence: number)
        test.receive(.submitSMResponse(MessageReference()), sequence: 999_999)
        test.receive(.submitSMResponse(MessageReference()), sequence: 0)
        #expect(test.actions.isEmpty)
        #expect(test.counters.unexpectedResponses == 3)
        #expect(test.isBound)
    }

    @Test func `a response of another kind does not end a request`() {
        let test = session()
        let number = sequence(test.request(.submit))
        test.receive(.querySMResponse(MessageQueryResponse()), sequence: number)
        test.receive(.enquireLinkResponse, sequence: number)
        #expect(test.actions.isEmpty)
        #expect(test.outstandingRequests == 1)
    }

    @Test func `a generic_nack ends the request that has its number`() {
        let test = session()
        let number = sequence(test.request(.submit))
        test.receive(.genericNack, status: .invalidCommandID, sequence: number)
        #expect(test.answered == [RequestToken(1)])
        test.receive(.genericNack, status: .invalidCommandID, sequence: number)
        #expect(test.counters.unexpectedResponses == 1)
    }

    @Test func `an unreadable response ends its request as lost`() {
        let test = session()
        let number = sequence(test.request(.submit))
        let bytes: [UInt8] = [
            0, 0, 0, 17, 0x80, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, UInt8(number), 65,
        ]
        var framer = PDUFramer()
        framer.append(bytes)
        guard case .fault(let fault) = try? framer.next() else {
            Issue.record("no fault")
            return
        }
        test.receive(fault)
        #expect(test.actions == [.unreadable(fault), .lost(RequestToken(1), .unreadableAnswer)])
        test.receive(fault)
        #expect(test.actions == [.unreadable(fault)])
    }

    @Test func `a refusal with fields that mean nothing answers its request`() {
        let test = session()
        let number = sequence(test.request(.submit))
        let bytes: [UInt8] = [
            0, 0, 0, 21, 0x80, 0, 0, 4, 0, 0, 0, 0x0B, 0, 0, 0, UInt8(number), 4, 0x25, 0, 1, 1,
        ]
        var framer = PDUFramer()
        framer.append(bytes)
        guard case .pdu(let pdu) = try? framer.next() else {
            Issue.record("no PDU")
            return
        }
        test.receive(pdu.body, status: pdu.status, sequence: pdu.sequence)
        #expect(test.answered == [RequestToken(1)])
        #expect(test.lost.isEmpty)
    }

    @Test func `a request that cannot be written ends as lost and leaves room`() {
        let test = session(window: 1)
        test.request(.submit)
        test.couldNotWrite(test.sentPDUs[0])
        #expect(test.actions == [.lost(RequestToken(1), .unwritable)])
        #expect(test.room == 1)
    }

    @Test func `a bind that cannot be written ends the session`() {
        let test = TestSession(.esme)
        test.bind(.transceiver)
        test.couldNotWrite(test.sentPDUs[0])
        #expect(test.closeReason == .unwritable)
    }

    @Test func `all that is outstanding is lost with the connection`() {
        let test = session()
        for _ in 1...3 { test.request(.submit) }
        test.lose()
        #expect(test.lost == [RequestToken(1), RequestToken(2), RequestToken(3)])
        #expect(test.actions.last == .close(.connectionLost))
        #expect(test.request(.submit) == .notBound)
        test.lose()
        test.receive(.submit)
        #expect(test.actions.isEmpty)
        #expect(test.counters.afterEnd == 1)
    }
}
