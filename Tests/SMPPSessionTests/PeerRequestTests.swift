import Essentials
import SMPPCodec
import Testing

@testable import SMPPSession

/// Requests that the peer makes.
@Suite struct PeerRequestTests {
    private func session(
        window: Int = 3,
        overflow: SessionConfiguration.Overflow = .refuse,
        rate: MessageRate? = nil
    ) -> TestSession {
        var configuration = SessionConfiguration()
        configuration.incomingWindow = window
        configuration.overflow = overflow
        configuration.rate = rate
        return .bound(.smsc, .transceiver, configuration)
    }

    @Test func `a request is answered with its own number and kind`() {
        let test = session()
        test.receive(.submit, sequence: 42)
        let handle = test.handles[0]
        #expect(test.unansweredRequests == 1)
        test.answer(handle, .submitFailed)
        #expect(test.sentPDUs == [PDU(.submit, sequence: 42).response(status: .submitFailed)])
        #expect(test.unansweredRequests == 0)
    }

    @Test func `a request is answered once`() {
        let test = session()
        test.receive(.submit)
        let handle = test.handles[0]
        #expect(test.answer(handle))
        #expect(!test.answer(handle))
        test.receive(.submit)
        #expect(!test.answer(handle))
        #expect(test.counters.lateAnswers == 2)
        #expect(test.unansweredRequests == 1)
    }

    @Test func `requests with the same number are answered apart`() {
        let test = session()
        test.receive(.submit, sequence: 5)
        let first = test.handles[0]
        test.receive(.querySM(MessageQuery()), sequence: 5)
        let second = test.handles[0]
        #expect(first != second)
        test.answer(second)
        #expect(test.sentCommands == [.querySMResponse])
        test.answer(first)
        #expect(test.sentCommands == [.submitSMResponse])
        #expect(test.sentPDUs[0].sequence == 5)
    }

    @Test func `requests beyond the window get the configured status`() {
        let test = session()
        var handles: [RequestHandle] = []
        for _ in 1...3 {
            test.receive(.submit)
            handles += test.handles
        }
        test.receive(.submit, sequence: 77)
        #expect(test.sentStatuses == [.throttled])
        #expect(test.sentPDUs[0].sequence == 77)
        #expect(test.counters.overWindow == 1)
        test.answer(handles[1])
        test.receive(.submit)
        #expect(test.handles.count == 1)
    }

    @Test func `a full window stops reading until half of it is free`() {
        let test = session(window: 4, overflow: .pauseReading)
        var handles: [RequestHandle] = []
        for _ in 1...4 {
            test.receive(.submit)
            handles += test.handles
        }
        #expect(test.actions.last == .pauseReading)
        #expect(test.isReadingPaused)
        test.answer(handles[0])
        #expect(!test.actions.contains(.resumeReading))
        test.answer(handles[1])
        #expect(test.actions.last == .resumeReading)
        #expect(!test.isReadingPaused)
    }

    @Test func `a peer that is too fast is throttled`() {
        let test = session(window: 100, rate: MessageRate(perSecond: 10, burst: 5))
        for _ in 1...8 { test.receive(.submit) }
        #expect(test.counters.handled == 5)
        #expect(test.counters.throttled == 3)
        #expect(test.sentStatuses == [.throttled])
        test.advance(.milliseconds(200))
        for _ in 1...3 { test.receive(.submit) }
        #expect(test.counters.handled == 7)
        test.receive(.enquireLink)
        #expect(test.sentStatuses == [.ok])
    }

    @Test func `an unknown command gets a generic_nack`() {
        let test = session()
        test.receive(.unknown(commandID: CommandID(rawValue: 0x666), [1, 2]), sequence: 8)
        let nack = PDU(.genericNack, status: .invalidCommandID, sequence: 8)
        #expect(test.actions == [.send(nack)])
        test.receive(.unknown(commandID: CommandID(rawValue: 0x8000_0666), [1]), sequence: 9)
        #expect(test.actions.isEmpty)
        #expect(test.counters.unexpectedResponses == 1)
    }

    @Test func `an unreadable request is answered and the session goes on`() {
        let test = session()
        var framer = PDUFramer()
        framer.append([0, 0, 0, 17, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 6, 65] as [UInt8])
        guard case .fault(let fault) = try? framer.next() else {
            Issue.record("no fault")
            return
        }
        test.receive(fault)
        #expect(test.sentCommands == [.submitSMResponse])
        #expect(test.sentPDUs[0].sequence == 6)
        #expect(test.sentStatuses != [.ok])
        #expect(test.isBound)
    }

    @Test func `bytes that are no SMPP end the session`() throws {
        let test = session()
        test.receive(.submit)
        var framer = PDUFramer()
        framer.append(Array("GET / HTTP/1.1\r\n".utf8))
        do {
            _ = try framer.next()
            Issue.record("no fault")
        } catch { test.receive(error) }
        #expect(test.sentCommands == [.genericNack])
        #expect(test.sentStatuses == [.invalidCommandLength])
        #expect(test.closeReason == .unreadable)
    }

    @Test func `a response that cannot be written becomes a system error`() {
        let test = session()
        test.receive(.submit, sequence: 4)
        test.answer(test.handles[0])
        test.couldNotWrite(test.sentPDUs[0])
        #expect(
            test.sentPDUs == [PDU(.submit, sequence: 4).response(status: .systemError)]
        )
    }
}
