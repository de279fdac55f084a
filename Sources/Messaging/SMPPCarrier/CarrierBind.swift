import Essentials
import EventLoop
import SMPPCodec
import SMPPSession
import SMPPTransport

/// One connection that is kept bound: when it is lost it reconnects, after growing delays.
///
/// It lives on the loop of its connector.
final class CarrierBind: @unchecked Sendable {
    // Safe to share: constants aside it is used on the loop's thread only.
    let mode: BindMode
    private let connectorToPeer: SMPPConnector
    private weak var connector: SMPPCarrierConnector?
    private let options: SMPPCarrierOptions
    private(set) var link: SMPPLink?
    private(set) var isBound = false
    private(set) var hasParameters = false
    private var isConnecting = false
    private var isStopped = false
    private var failures = 0
    /// Why we closed the connection ourselves.
    private var setback: String?
    private var timer: LoopTimer?

    /// How long an orderly unbind may take.
    private static let unbindLimit = Duration.seconds(5)

    init(_ mode: BindMode, target: ConnectionTarget, of connector: SMPPCarrierConnector) {
        self.mode = mode
        self.connector = connector
        options = connector.options
        var session = SessionConfiguration.client
        session.version = options.version
        session.outgoingWindow = options.window
        session.incomingWindow = Self.incomingWindow
        session.timers.bind = options.bindTimeout
        session.timers.response = options.responseTimeout
        session.timers.probe = options.enquireLink
        session.timers.silence = options.enquireLink * 3
        connectorToPeer = SMPPConnector(
            on: connector.context.loop,
            to: target,
            link: SMPPLinkConfiguration(session: session),
            metrics: SMPPMetrics(registry: connector.context.registry, role: .esme)
        )
    }

    /// The most receipts that an SMSC may send before the first of them is stored.
    private static let incomingWindow = 2000

    /// The SMSC's address, from the options.
    static func target(
        _ options: SMPPCarrierOptions
    ) throws(CarrierOptionError) -> ConnectionTarget {
        var target = ConnectionTarget(host: options.host, port: UInt16(clamping: options.port))
        target.timeout = options.bindTimeout
        guard let tls = options.tls else { return target }
        let authority: TLSContext.Authority =
            !tls.verifies ? .anybody : tls.authorities.map { .file($0) } ?? .system
        do {
            target.tls = try TLSContext.client(authority: authority)
        } catch {
            throw .invalid(
                name: "tlsCaFile",
                value: tls.authorities ?? "",
                wanted: "a PEM file of certificates: \(error)"
            )
        }
        target.serverName = tls.serverName
        return target
    }

    /// Whether the bind was stopped and its connection closed.
    var isOver: Bool { isStopped && link == nil && !isConnecting }

    func connect() {
        guard !isStopped, !isConnecting, link == nil else { return }
        isConnecting = true
        let isTaken = connectorToPeer.connect { [self] result in
            isConnecting = false
            switch result {
            case .success(let link):
                guard !isStopped else {
                    connector?.finishIfStopped()
                    return nil
                }
                self.link = link
                bind(link)
                return self
            case .failure(let error):
                failed("\(error)")
                return nil
            }
        }
        if !isTaken { isConnecting = false }
    }

    /// Unbinds and closes the connection.
    func stop() {
        isStopped = true
        timer?.cancel()
        timer = nil
        guard let link else { return }
        if isBound { link.unbind(within: Self.unbindLimit) } else { link.abort() }
    }

    private func bind(_ link: SMPPLink) {
        do {
            link.bind(
                mode,
                Bind(
                    systemID: options.systemID,
                    password: try options.readPassword(),
                    systemType: options.systemType,
                    interfaceVersion: options.version.octet,
                    addressRange: options.addressRange
                )
            )
        } catch {
            setback = "\(error)"
            link.abort()
        }
    }

    private func failed(_ reason: String, wasBound: Bool = false) {
        guard let connector else { return }
        guard !isStopped else { return connector.finishIfStopped() }
        failures += 1
        if !wasBound { connector.metrics.note(.bindFailed) }
        let pause = options.reconnect.delay(
            beforeRetry: failures,
            using: &connector.generator
        )
        connector.note(
            "\(mode.rawValue): \(reason)",
            wasBound ? "carrier session ended" : "carrier cannot bind",
            retryIn: pause
        )
        let timer =
            timer
            ?? LoopTimer(on: connector.context.loop) { [weak self] in
                self?.connect()
            }
        self.timer = timer
        timer.set(after: pause)
    }
}

extension CarrierBind: SMPPLinkOwner {
    func link(_ link: SMPPLink, bound binding: SessionBinding) {
        failures = 0
        isBound = true
        hasParameters = binding.version.hasParameters
        guard let connector else { return }
        connector.metrics.note(.connected)
        connector.noteRecovery()
        connector.setState()
        connector.pump()
    }

    func link(_ link: SMPPLink, received requests: [SMPPPeerRequest]) {
        connector?.received(requests, on: link)
    }

    func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome]) {
        connector?.finished(requests)
    }

    func link(_ link: SMPPLink, unreadable fault: DecodingFault) {
        connector?.noteUnreadable(fault)
    }

    func link(_ link: SMPPLink, isCongested: Bool) {
        if !isCongested { connector?.pump() }
    }

    func link(_ link: SMPPLink, closed end: SMPPLinkEnd) {
        let wasBound = isBound
        isBound = false
        self.link = nil
        guard let connector else { return }
        if wasBound { connector.metrics.note(.disconnected) }
        connector.setState()
        failed(setback ?? end.sentence, wasBound: wasBound)
        setback = nil
    }
}

extension SMPPLinkEnd {
    /// Why the session ended, for operators.
    var sentence: String {
        switch reason {
        case .bindTimedOut: "the bind was not answered in time"
        case .bindRefused(let status): "the bind was refused: \(status)"
        case .authenticationTimedOut: "the bind was not decided in time"
        case .peerUnbound: "the SMSC unbound"
        case .unbound: "unbound"
        case .inactive: "the session was idle for too long"
        case .unbindTimedOut: "the unbind was not answered in time"
        case .silent: "the SMSC was silent for too long"
        case .unreadable: "the SMSC sent bytes that are not SMPP"
        case .unwritable: "the bind cannot be encoded: is an option too long?"
        case .connectionLost:
            switch connection {
            case .failed(let why): "the connection failed: \(why)"
            case .peerTooSlow: "the SMSC read too slowly"
            default: "the connection was lost"
            }
        }
    }
}

extension LossReason {
    /// Why a submission has no answer, for operators.
    var sentence: String {
        switch self {
        case .timedOut: "it did not come in time"
        case .unreadableAnswer: "it cannot be read"
        case .sessionEnded: "the session ended first"
        case .unwritable: "the submission cannot be encoded"
        }
    }
}
