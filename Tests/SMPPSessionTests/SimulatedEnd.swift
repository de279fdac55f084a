import Essentials
import SMPPCodec

@testable import SMPPSession

/// One end of a simulated connection: a session, and an owner that keeps a ledger of everything.
final class SimulatedEnd {
    let role: SessionRole
    var session: SMPPSession
    /// Requests that the owner has still to send.
    var toSend: Int
    /// What became of each request that was sent; nil while it is outstanding.
    private(set) var fates: [UInt64: Fate] = [:]
    private(set) var outstanding: Set<UInt64> = []
    var lostCount: Int { session.counters.lost }
    /// Texts of the peer's requests, with how often each was handed over.
    private(set) var handled: [String: Int] = [:]
    /// Texts of the peer's requests that were answered with success.
    private(set) var accepted: Set<String> = []
    private(set) var closes: [CloseReason] = []
    /// What is wrong with the session, in words.
    private(set) var faults: [String] = []
    /// The process is gone: nothing is read, written or timed any more.
    var isCrashed = false

    private var framer = PDUFramer()
    private var unread: [UInt8] = []
    private var texts: [RequestHandle: String] = [:]
    private var lastToken: UInt64 = 0

    enum Fate {
        case answered(CommandStatus)
        case lost(LossReason)
    }

    init(
        _ role: SessionRole,
        _ configuration: SessionConfiguration,
        requests: Int,
        at now: Timestamp
    ) {
        self.role = role
        toSend = requests
        session = SMPPSession(role: role, configuration: configuration, at: now)
    }

    /// The text of the request with a token, which its receiver keeps the ledger by.
    static func text(_ role: SessionRole, _ token: UInt64) -> String { "\(role) \(token)" }

    // MARK: Events

    /// Takes in bytes; what comes while reading is paused waits.
    func read(_ bytes: [UInt8], at now: Timestamp) -> [SessionAction] {
        unread += bytes
        return readOn(at: now)
    }

    private func readOn(at now: Timestamp) -> [SessionAction] {
        var actions: [SessionAction] = []
        framer.append(unread)
        unread = []
        do {
            while !session.isReadingPaused, !session.isOver, let frame = try framer.next() {
                switch frame {
                case .pdu(let pdu): session.received(pdu, at: now, into: &actions)
                case .fault(let fault): session.received(fault, at: now, into: &actions)
                }
            }
        } catch { session.received(error, at: now, into: &actions) }
        return note(actions, at: now)
    }

    func tick(at now: Timestamp) -> [SessionAction] {
        var actions: [SessionAction] = []
        session.tick(at: now, into: &actions)
        if let due = session.nextDeadline, due <= now { fault("a tick leaves \(due) due") }
        return note(actions, at: now)
    }

    func sendAll(at now: Timestamp) -> [SessionAction] {
        var actions: [SessionAction] = []
        while toSend > 0, session.room > 0 {
            let token = lastToken + 1
            let message = PDUBody.message(Self.text(role, token))
            let body: PDUBody = role == .esme ? .submitSM(message) : .deliverSM(message)
            let admission = session.request(
                body,
                token: RequestToken(token),
                at: now,
                into: &actions
            )
            guard case .sent = admission else {
                if admission != .notAllowed { fault("a request is not sent: \(admission)") }
                toSend = 0
                break
            }
            lastToken = token
            toSend -= 1
            outstanding.insert(token)
        }
        return note(actions, at: now)
    }

    func answer(
        _ handle: RequestHandle,
        _ status: CommandStatus,
        at now: Timestamp
    ) -> [SessionAction] {
        var actions: [SessionAction] = []
        let wasOver = session.isOver
        let isTaken = session.answer(handle, status: status, at: now, into: &actions)
        if isTaken == wasOver { fault("an answer is lost, or taken after the end") }
        if isTaken, status == .ok, let text = texts[handle] { accepted.insert(text) }
        return note(actions, at: now)
    }

    func decide(_ isAccepted: Bool, at now: Timestamp) -> [SessionAction] {
        var actions: [SessionAction] = []
        if isAccepted {
            session.acceptBind(as: "smsc", peer: "client", at: now, into: &actions)
        } else {
            session.refuseBind(with: .invalidPassword, at: now, into: &actions)
        }
        return note(actions, at: now)
    }

    func bind(_ mode: BindMode, at now: Timestamp) -> [SessionAction] {
        var actions: [SessionAction] = []
        session.bind(mode, .test(), at: now, into: &actions)
        return note(actions, at: now)
    }

    func unbind(by deadline: Timestamp, at now: Timestamp) -> [SessionAction] {
        var actions: [SessionAction] = []
        session.startUnbind(at: now, deadline: deadline, into: &actions)
        return note(actions, at: now)
    }

    func connectionLost(at now: Timestamp) -> [SessionAction] {
        var actions: [SessionAction] = []
        session.connectionLost(at: now, into: &actions)
        return note(actions, at: now)
    }

    // MARK: The ledger

    private func note(_ actions: [SessionAction], at now: Timestamp) -> [SessionAction] {
        var all = actions
        for action in actions {
            if !closes.isEmpty { fault("\(action) after the end") }
            switch action {
            case .handle(let handle, let pdu):
                guard texts[handle] == nil else {
                    fault("a handle came twice")
                    continue
                }
                let text = pdu.body.text
                texts[handle] = text
                handled[text, default: 0] += 1
            case .answered(let token, let pdu): end(token.number, .answered(pdu.status))
            case .lost(let token, let reason): end(token.number, .lost(reason))
            case .close(let reason):
                if !outstanding.isEmpty { fault("closed with \(outstanding.count) outstanding") }
                closes.append(reason)
            default: break
            }
        }
        if session.outstandingRequests != outstanding.count { fault("outstanding miscounted") }
        let limits = session.configuration
        if session.outstandingRequests > limits.outgoingWindow { fault("outgoing window burst") }
        if session.unansweredRequests > limits.incomingWindow { fault("incoming window burst") }
        if actions.contains(.resumeReading) { all += readOn(at: now) }
        return all
    }

    private func end(_ token: UInt64, _ fate: Fate) {
        guard outstanding.remove(token) != nil, fates[token] == nil else {
            return fault("request \(token) ended twice")
        }
        fates[token] = fate
    }

    private func fault(_ text: String) { faults.append("\(role): \(text)") }
}

extension PDUBody {
    /// The text that a message carries.
    var text: String {
        switch self {
        case .submitSM(let message), .deliverSM(let message):
            String(decoding: message.shortMessage, as: UTF8.self)
        default: ""
        }
    }
}
