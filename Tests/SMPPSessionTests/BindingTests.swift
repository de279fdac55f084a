import Essentials
import SMPPCodec
import Testing

@testable import SMPPSession

@Suite struct BindingTests {
    @Test(arguments: BindMode.allCases)
    func `a client is bound once the owner accepts it`(mode: BindMode) {
        let test = TestSession(.smsc)
        test.receive(mode.request(.test()), sequence: 9)
        let asked = BindRequest(mode: mode, version: .v34, bind: .test())
        #expect(test.actions == [.pauseReading, .authenticate(asked)])
        #expect(test.isReadingPaused)
        #expect(test.state == .open)
        test.accept()
        let binding = SessionBinding(mode: mode, version: .v34, systemID: "client")
        #expect(test.actions.dropFirst() == [.resumeReading, .bound(binding)])
        #expect(!test.isReadingPaused)
        #expect(test.sentPDUs.map(\.sequence) == [9])
        #expect(test.sentCommands == [mode.request(.test()).commandID.response])
        #expect(test.state == .bound(mode))
    }

    @Test(arguments: [
        (UInt8(0x00), InterfaceVersion.v33, false), (0x33, .v33, false), (0x34, .v34, true),
        (0x40, .v34, true), (0x50, .v50, true), (0xFF, .v50, true),
    ])
    func `clients from 3_4 on are told the version that both speak`(
        octet: UInt8,
        version: InterfaceVersion,
        isTold: Bool
    ) {
        let test = TestSession(.smsc)
        test.receive(.bindTransceiver(.test(version: octet)))
        test.accept()
        guard case .bindTransceiverResponse(let response) = test.sentPDUs.first?.body else {
            Issue.record("no response")
            return
        }
        #expect(response.systemID == "smsc")
        #expect(response.parameters.interfaceVersion == (isTold ? version.octet : nil))
        #expect(test.version == version)
    }

    @Test func `a refused client gets the status and is closed`() {
        let test = TestSession(.smsc)
        test.receive(.bindReceiver(.test()), sequence: 3)
        test.refuse(.invalidPassword)
        #expect(test.sentStatuses == [.invalidPassword])
        #expect(test.sentCommands == [.bindReceiverResponse])
        #expect(test.closeReason == .bindRefused(.invalidPassword))
        #expect(test.state == .closed)
    }

    @Test func `a second bind is refused while the first is decided and after it`() {
        let test = TestSession(.smsc)
        test.receive(.bindTransmitter(.test()))
        test.receive(.bindTransceiver(.test()), sequence: 5)
        #expect(test.sentStatuses == [.alreadyBound])
        test.accept()
        #expect(test.state == .bound(.transmitter))
        test.receive(.bindTransmitter(.test()))
        #expect(test.sentStatuses == [.alreadyBound])
    }

    @Test func `what comes before the bind is decided is refused, but for enquire_link`() {
        let test = TestSession(.smsc)
        test.receive(.bindTransceiver(.test()))
        test.receive(.submit)
        #expect(test.sentCommands == [.submitSMResponse])
        #expect(test.sentStatuses == [.incorrectBindStatus])
        test.receive(.unbind)
        #expect(test.sentStatuses == [.incorrectBindStatus])
        test.receive(.enquireLink)
        #expect(test.sentPDUs.map(\.body) == [.enquireLinkResponse])
        test.accept()
        #expect(test.unansweredRequests == 0)
    }

    @Test func `a decision that comes after the end changes nothing`() {
        let test = TestSession(.smsc)
        test.receive(.bindTransceiver(.test()))
        test.lose()
        test.accept()
        #expect(test.actions.isEmpty)
        test.refuse(.invalidPassword)
        #expect(test.actions.isEmpty)
        #expect(test.state == .closed)
    }

    @Test(arguments: BindMode.allCases)
    func `this end is bound once the server says so`(mode: BindMode) {
        let test = TestSession(.esme)
        test.bind(mode)
        let sent = test.sentPDUs
        var bind = Bind.test()
        bind.interfaceVersion = 0x50
        #expect(sent.map(\.body) == [mode.request(bind)])
        test.bind(mode)
        #expect(test.actions.isEmpty)
        test.receive(mode.response(BindResponse(systemID: "smsc")), sequence: sent[0].sequence)
        let binding = SessionBinding(mode: mode, version: .v50, systemID: "smsc")
        #expect(test.actions == [.bound(binding)])
    }

    @Test(arguments: [CommandID.bindTransceiverResponse, .genericNack])
    func `a refusal by the server ends the session`(commandID: CommandID) {
        let test = TestSession(.esme)
        test.bind(.transceiver)
        let sequence = test.sentPDUs[0].sequence
        let body: PDUBody =
            commandID == .genericNack ? .genericNack : .bindTransceiverResponse(BindResponse())
        test.receive(body, status: .invalidPassword, sequence: sequence)
        #expect(test.actions == [.close(.bindRefused(.invalidPassword))])
    }

    @Test func `a bind response with another number or to nothing is not believed`() {
        let test = TestSession(.esme)
        test.receive(.bindTransceiverResponse(BindResponse()), sequence: 1)
        test.bind(.transceiver)
        let sequence = test.sentPDUs[0].sequence
        test.receive(.bindTransceiverResponse(BindResponse()), sequence: sequence + 1)
        #expect(test.state == .open)
        #expect(test.counters.unexpectedResponses == 2)
        let server = TestSession(.smsc)
        server.receive(.bindTransceiver(.test()), sequence: 1)
        server.receive(.bindTransceiverResponse(BindResponse()), sequence: 1)
        #expect(server.state == .open)
    }

    @Test func `a server may ask a client to bind`() {
        let test = TestSession(.esme)
        let outbind = Outbind(systemID: "smsc", password: "secret")
        test.receive(.outbind(outbind), sequence: 1)
        #expect(test.actions == [.notified(PDU(.outbind(outbind), sequence: 1))])
        test.bind(.receiver)
        #expect(test.sentCommands == [.bindReceiver])
    }
}
