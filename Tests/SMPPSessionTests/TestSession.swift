import Essentials
import SMPPCodec

@testable import SMPPSession

/// A session with a clock of its own and the actions of its last event.
final class TestSession {
    var session: SMPPSession
    private(set) var now: Timestamp
    /// What the last event asked for.
    private(set) var actions: [SessionAction] = []
    private var nextToken: UInt64 = 0
    private var nextSequence: UInt32 = 0

    static let start = Timestamp(seconds: 1_780_000_000)

    init(_ role: SessionRole, _ configuration: SessionConfiguration = SessionConfiguration()) {
        now = Self.start
        session = SMPPSession(role: role, configuration: configuration, at: now)
    }

    /// A session that is bound already.
    static func bound(
        _ role: SessionRole,
        _ mode: BindMode = .transceiver,
        _ configuration: SessionConfiguration = SessionConfiguration(),
        version: UInt8 = 0x34
    ) -> TestSession {
        let test = TestSession(role, configuration)
        switch role {
        case .smsc:
            test.receive(mode.request(.test(version: version)))
            test.accept()
        case .esme:
            test.bind(mode)
            var parameters = Parameters()
            parameters.interfaceVersion = version
            let response = BindResponse(systemID: "smsc", parameters: parameters)
            test.receive(mode.response(response), sequence: test.sentPDUs[0].sequence)
        }
        return test
    }

    private func event(_ work: (inout SMPPSession, Timestamp, inout [SessionAction]) -> Void) {
        actions = []
        work(&session, now, &actions)
    }

    // MARK: Events

    func receive(_ body: PDUBody, status: CommandStatus = .ok, sequence: UInt32? = nil) {
        nextSequence += 1
        let pdu = PDU(body, status: status, sequence: sequence ?? nextSequence)
        event { $0.received(pdu, at: $1, into: &$2) }
    }

    func receive(_ fault: DecodingFault) { event { $0.received(fault, at: $1, into: &$2) } }

    func receive(_ fault: FramingFault) { event { $0.received(fault, at: $1, into: &$2) } }

    /// Lets time pass and does what is due at its end.
    func advance(_ duration: Duration) {
        now = now + duration
        event { $0.tick(at: $1, into: &$2) }
    }

    func accept() { event { $0.acceptBind(as: "smsc", peer: "client", at: $1, into: &$2) } }

    func refuse(_ status: CommandStatus) {
        event { $0.refuseBind(with: status, at: $1, into: &$2) }
    }

    func bind(_ mode: BindMode) { event { $0.bind(mode, .test(), at: $1, into: &$2) } }

    @discardableResult
    func request(_ body: PDUBody) -> RequestAdmission {
        nextToken += 1
        let token = RequestToken(nextToken)
        var admission = RequestAdmission.notBound
        event { admission = $0.request(body, token: token, at: $1, into: &$2) }
        return admission
    }

    @discardableResult
    func notify(_ body: PDUBody) -> RequestAdmission {
        var admission = RequestAdmission.notBound
        event { admission = $0.notify(body, at: $1, into: &$2) }
        return admission
    }

    @discardableResult
    func answer(_ handle: RequestHandle, _ status: CommandStatus = .ok) -> Bool {
        var wasAnswered = false
        event { wasAnswered = $0.answer(handle, status: status, at: $1, into: &$2) }
        return wasAnswered
    }

    func unbind(within limit: Duration = .seconds(10)) {
        event { $0.startUnbind(at: $1, deadline: $1 + limit, into: &$2) }
    }

    func lose() { event { $0.connectionLost(at: $1, into: &$2) } }

    func couldNotWrite(_ pdu: PDU) { event { $0.couldNotWrite(pdu, at: $1, into: &$2) } }

    // MARK: What the session says

    var state: SessionState { session.state }

    var counters: SessionCounters { session.counters }

    var version: InterfaceVersion { session.version }

    var isBound: Bool { session.isBound }

    var isReadingPaused: Bool { session.isReadingPaused }

    var room: Int { session.room }

    var outstandingRequests: Int { session.outstandingRequests }

    var unansweredRequests: Int { session.unansweredRequests }

    /// How long until the next deadline.
    var wait: Duration? { session.nextDeadline.map { $0 - now } }

    var sentPDUs: [PDU] {
        actions.compactMap { if case .send(let pdu) = $0 { pdu } else { nil } }
    }

    /// The statuses of what was sent.
    var sentStatuses: [CommandStatus] { sentPDUs.map(\.status) }

    var sentCommands: [CommandID] { sentPDUs.map(\.commandID) }

    var handles: [RequestHandle] {
        actions.compactMap { if case .handle(let handle, _) = $0 { handle } else { nil } }
    }

    var answered: [RequestToken] {
        actions.compactMap { if case .answered(let token, _) = $0 { token } else { nil } }
    }

    var lost: [RequestToken] {
        actions.compactMap { if case .lost(let token, _) = $0 { token } else { nil } }
    }

    var closeReason: CloseReason? {
        for case .close(let reason) in actions { return reason }
        return nil
    }
}

extension Bind {
    static func test(version: UInt8 = 0x34) -> Bind {
        Bind(systemID: "client", password: "secret", interfaceVersion: version)
    }
}

extension PDUBody {
    static func message(_ text: String = "hello") -> ShortMessage {
        ShortMessage(
            from: Address("Shop", typeOfNumber: .alphanumeric),
            to: Address("34600000001", typeOfNumber: .international),
            Array(text.utf8)
        )
    }

    static var submit: PDUBody { .submitSM(message()) }

    static var deliver: PDUBody { .deliverSM(message()) }
}
