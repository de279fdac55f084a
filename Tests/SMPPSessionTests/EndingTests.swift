import Essentials
import SMPPCodec
import Testing

@testable import SMPPSession

@Suite struct EndingTests {
    @Test(arguments: [UInt8(0x33), 0x34, 0x50])
    func `an unbind of the peer is answered on every version`(version: UInt8) {
        let test = TestSession.bound(.smsc, .transceiver, version: version)
        test.receive(.unbind, sequence: 11)
        let response = PDU(.unbindResponse, sequence: 11)
        #expect(test.actions == [.send(response), .close(.peerUnbound)])
        #expect(test.state == .unbound)
        test.lose()
        #expect(test.actions.isEmpty)
        #expect(test.state == .closed)
    }

    @Test func `the peer's unbind waits until its requests are answered`() {
        let test = TestSession.bound(.smsc)
        test.receive(.submit)
        let handle = test.handles[0]
        test.receive(.unbind, sequence: 11)
        #expect(test.actions.isEmpty)
        test.receive(.submit)
        #expect(test.sentStatuses == [.throttled])
        test.answer(handle)
        #expect(test.sentCommands == [.submitSMResponse, .unbindResponse])
        #expect(test.actions.last == .close(.peerUnbound))
    }

    @Test func `an unbind of the peer waits no longer than 5 s`() {
        let test = TestSession.bound(.smsc)
        test.receive(.submit)
        let handle = test.handles[0]
        test.receive(.unbind)
        #expect(test.wait == .seconds(5))
        test.advance(.seconds(5))
        #expect(test.closeReason == .unbindTimedOut)
        #expect(!test.answer(handle))
        #expect(test.actions.isEmpty)
    }

    @Test func `unbinding waits for both sides' answers, takes nothing new, then unbinds`() {
        let test = TestSession.bound(.smsc)
        test.receive(.submit)
        let handle = test.handles[0]
        test.request(.deliver)
        let number = test.sentPDUs[0].sequence
        test.unbind()
        #expect(test.actions.isEmpty)
        #expect(test.request(.deliver) == .notBound)
        test.receive(.submit)
        #expect(test.sentStatuses == [.throttled])
        test.receive(.deliverSMResponse(MessageReference()), sequence: number)
        #expect(test.answered == [RequestToken(1)])
        #expect(!test.sentCommands.contains(.unbind))
        test.answer(handle)
        #expect(test.sentCommands == [.submitSMResponse, .unbind])
        test.receive(.unbindResponse, sequence: test.sentPDUs[1].sequence)
        #expect(test.actions == [.close(.unbound)])
        #expect(test.state == .unbound)
    }

    @Test func `an unbind that comes to no end closes at the deadline`() {
        let test = TestSession.bound(.esme)
        test.request(.submit)
        test.unbind(within: .seconds(8))
        test.unbind(within: .seconds(20))
        #expect(test.wait == .seconds(8))
        test.advance(.seconds(8))
        #expect(
            test.actions == [.lost(RequestToken(1), .sessionEnded), .close(.unbindTimedOut)]
        )
    }

    @Test func `a lost request does not hold up an unbind`() {
        let test = TestSession.bound(.esme)
        test.request(.submit)
        test.unbind(within: .seconds(60))
        test.receive(.enquireLink)
        test.advance(.seconds(30))
        #expect(test.lost == [RequestToken(1)])
        #expect(test.sentCommands.first == .unbind)
    }

    @Test func `both ends may unbind at once`() {
        let test = TestSession.bound(.esme)
        test.unbind()
        #expect(test.sentCommands == [.unbind])
        test.receive(.unbind, sequence: 4)
        #expect(test.sentPDUs == [PDU(.unbindResponse, sequence: 4)])
        #expect(test.closeReason == .unbound)
    }

    @Test func `an unbind response to nothing is counted`() {
        let test = TestSession.bound(.esme)
        test.receive(.unbindResponse, sequence: 1)
        #expect(test.counters.unexpectedResponses == 1)
        test.unbind()
        test.receive(.unbindResponse, sequence: 1000)
        #expect(test.counters.unexpectedResponses == 2)
        #expect(test.closeReason == nil)
    }

    @Test func `a session that is not bound ends at once`() {
        let open = TestSession(.smsc)
        open.unbind()
        #expect(open.actions == [.close(.unbound)])
        let asking = TestSession(.smsc)
        asking.receive(.bindTransceiver(.test()))
        asking.unbind()
        #expect(asking.sentStatuses == [.systemError])
        #expect(asking.closeReason == .unbound)
    }
}
