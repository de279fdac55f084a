import Essentials
import EventLoop
import SMPPCodec
import SMPPSession
import SMPPTransport
import Telemetry

/// One session of a client that is kept bound; lives on the client's loop.
final class SMPPCrashBind: SMPPLinkOwner, @unchecked Sendable {
    // Safe to share: the constants never change; all else is used on the loop's thread only.
    private(set) var link: SMPPLink?
    private unowned let client: SMPPCrashClient
    private let mode: BindMode
    private let connector: SMPPConnector
    private var isBound = false
    private var lastToken: UInt64 = 0
    private var outstanding: [UInt64: ShortMessage] = [:]

    private static let window = 20
    /// The windows of all binds are filled ten times a second: more than a debug build takes.
    private static let pause = Duration.milliseconds(100)
    private static let reconnectPause = Duration.milliseconds(30)

    init(_ mode: BindMode, of client: SMPPCrashClient) {
        self.client = client
        self.mode = mode
        var session = SessionConfiguration.client
        session.outgoingWindow = Self.window
        session.version = .v34
        connector = SMPPConnector(
            on: client.loop,
            to: ConnectionTarget(host: "127.0.0.1", port: client.port),
            link: SMPPLinkConfiguration(session: session),
            metrics: SMPPMetrics(registry: MetricsRegistry(), role: .esme)
        )
    }

    func connect() {
        guard !client.isOver else { return }
        connector.connect { [self] result in
            guard case .success(let link) = result else {
                connectLater()
                return nil
            }
            self.link = link
            link.bind(
                mode,
                Bind(systemID: client.tenant.systemID, password: client.tenant.password)
            )
            return self
        }
    }

    private func connectLater() {
        client.loop.after(Self.reconnectPause) { [self] in connect() }
    }

    // MARK: Submitting

    /// Fills the window, now and ten times a second.
    private func fill(_ link: SMPPLink) {
        guard link === self.link, isBound, client.isSending, mode != .receiver else { return }
        let requests = (0..<link.room).map { _ in
            let message = client.nextMessage()
            lastToken += 1
            outstanding[lastToken] = message
            return SMPPRequest(.submitSM(message), token: RequestToken(lastToken))
        }
        client.record.note { $0.outstanding += requests.count }
        link.request(requests)
        client.loop.after(Self.pause) { [self] in fill(link) }
    }

    func link(_ link: SMPPLink, bound binding: SessionBinding) {
        isBound = true
        client.record.note { $0.binds += 1 }
        fill(link)
    }

    func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome]) {
        for outcome in requests {
            guard let message = outstanding.removeValue(forKey: outcome.token.number) else {
                continue
            }
            switch outcome {
            case .answered(_, let pdu):
                if !client.record.take(pdu, to: message) { client.submitAgain(message) }
            case .refused:
                client.record.note { $0.outstanding -= 1 }
                client.submitAgain(message)
            case .lost:
                let text = String(decoding: message.shortMessage, as: UTF8.self)
                client.record.note { known in
                    known.outstanding -= 1
                    known.uncertain.insert(text)
                }
            }
        }
    }

    // MARK: Receiving

    func link(_ link: SMPPLink, received requests: [SMPPPeerRequest]) {
        var taken: [ShortMessage] = []
        var answers: [SMPPAnswer] = []
        for request in requests {
            guard case .deliverSM(let message) = request.pdu.body else {
                client.record.note { $0.unexpected.append("\(request.pdu.body)") }
                continue
            }
            switch client.reaction() {
            case .answer:
                taken.append(message)
                answers.append(SMPPAnswer(request.handle))
            case .answerLate(let delay):
                client.loop.after(delay) { [self] in
                    guard link === self.link else { return }
                    client.record.take(message)
                    link.answer([SMPPAnswer(request.handle)])
                }
            case .vanish:
                client.record.note { $0.ignored += requests.count }
                return link.abort()
            }
        }
        for message in taken { client.record.take(message) }
        link.answer(answers)
    }

    func link(_ link: SMPPLink, closed end: SMPPLinkEnd) {
        if case .bindRefused(let status) = end.reason {
            client.record.note { $0.unexpected.append("a bind was refused: \(status)") }
        }
        self.link = nil
        isBound = false
        connectLater()
    }
}
