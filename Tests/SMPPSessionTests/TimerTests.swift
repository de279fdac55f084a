import Essentials
import SMPPCodec
import Testing

@testable import SMPPSession

@Suite struct TimerTests {
    @Test(arguments: [SessionRole.smsc, .esme])
    func `a connection that nobody binds is closed after 10 s`(role: SessionRole) {
        let test = TestSession(role)
        #expect(test.wait == .seconds(10))
        test.receive(.enquireLink)
        test.advance(.seconds(9))
        #expect(test.actions.isEmpty)
        test.advance(.seconds(1))
        #expect(test.actions == [.close(.bindTimedOut)])
        #expect(test.wait == nil)
    }

    @Test func `a bind that is not answered ends the session`() {
        let test = TestSession(.esme)
        test.advance(.seconds(9))
        test.bind(.transceiver)
        test.advance(.seconds(9))
        #expect(test.actions.isEmpty)
        test.advance(.seconds(1))
        #expect(test.closeReason == .bindTimedOut)
    }

    @Test func `an owner that does not decide is spoken for`() {
        let test = TestSession(.smsc)
        test.receive(.bindTransceiver(.test()), sequence: 2)
        #expect(test.wait == .seconds(30))
        test.advance(.seconds(30))
        #expect(test.sentStatuses == [.systemError])
        #expect(test.closeReason == .authenticationTimedOut)
    }

    @Test(arguments: [SessionRole.smsc, .esme])
    func `a silent peer is probed after 30 s and closed after 90`(role: SessionRole) {
        let test = TestSession.bound(role)
        #expect(test.wait == .seconds(30))
        test.advance(.seconds(30))
        #expect(test.sentPDUs.map(\.body) == [.enquireLink])
        #expect(test.wait == .seconds(30))
        test.advance(.seconds(29))
        #expect(test.actions.isEmpty)
        test.advance(.seconds(1))
        #expect(test.sentPDUs.map(\.body) == [.enquireLink])
        test.advance(.seconds(30))
        #expect(test.actions == [.close(.silent)])
    }

    @Test func `any PDU shows that the peer is there`() {
        let test = TestSession.bound(.smsc)
        for _ in 1...10 {
            test.advance(.seconds(30))
            let probes = test.sentPDUs.filter { $0.body == .enquireLink }
            #expect(probes.count == 1)
            test.receive(.enquireLinkResponse, sequence: probes.first?.sequence)
        }
        test.advance(.seconds(20))
        test.receive(.enquireLink)
        test.advance(.seconds(29))
        #expect(test.actions.isEmpty)
        #expect(test.counters.unexpectedResponses == 0)
    }

    @Test func `a request without an answer is lost, and only that one`() {
        let test = TestSession.bound(.esme)
        test.request(.submit)
        test.advance(.seconds(20))
        test.request(.submit)
        test.receive(.enquireLink)
        #expect(test.wait == .seconds(10))
        test.advance(.seconds(10))
        #expect(test.actions == [.lost(RequestToken(1), .timedOut)])
        #expect(test.outstandingRequests == 1)
        test.receive(.submitSMResponse(MessageReference()), sequence: 2)
        #expect(test.counters.unexpectedResponses == 1)
        #expect(test.isBound)
    }

    @Test func `timers stand still while nothing is read`() {
        var configuration = SessionConfiguration()
        configuration.incomingWindow = 1
        configuration.overflow = .pauseReading
        let test = TestSession.bound(.smsc, .transceiver, configuration)
        test.request(.deliver)
        test.receive(.submit)
        let handle = test.handles[0]
        #expect(test.isReadingPaused)
        #expect(test.wait == nil)
        test.advance(.seconds(1000))
        #expect(test.actions.isEmpty)
        test.answer(handle)
        #expect(test.wait == .seconds(30))
        test.advance(.seconds(30))
        #expect(test.lost == [RequestToken(1)])
        #expect(test.sentPDUs.map(\.body) == [.enquireLink])
    }

    @Test func `a peer that only answers enquire_link is unbound when so configured`() {
        var configuration = SessionConfiguration()
        configuration.timers.inactivity = .seconds(45)
        let test = TestSession.bound(.smsc, .transceiver, configuration)
        test.advance(.seconds(30))
        test.receive(.enquireLinkResponse, sequence: test.sentPDUs[0].sequence)
        #expect(test.wait == .seconds(15))
        test.advance(.seconds(15))
        #expect(test.sentPDUs.map(\.body) == [.unbind])
        test.receive(.unbindResponse, sequence: test.sentPDUs[0].sequence)
        #expect(test.closeReason == .inactive)
    }

    @Test func `a peer that waits for its answer is not inactive`() {
        var configuration = SessionConfiguration()
        configuration.timers.inactivity = .seconds(20)
        let test = TestSession.bound(.smsc, .transceiver, configuration)
        test.receive(.submit)
        let handle = test.handles[0]
        test.advance(.seconds(25))
        #expect(test.actions.isEmpty)
        test.answer(handle)
        test.advance(.seconds(19))
        #expect(!test.sentCommands.contains(.unbind))
        test.advance(.seconds(1))
        #expect(test.sentCommands.contains(.unbind))
    }

    @Test func `a tick that comes early does nothing`() {
        let test = TestSession.bound(.smsc)
        test.advance(.seconds(29))
        #expect(test.actions.isEmpty)
        test.advance(.seconds(-20))
        #expect(test.actions.isEmpty)
        #expect(test.isBound)
    }
}
