import Essentials
import EventLoop
public import SMPPCodec
public import SMPPSession
public import SMPPTransport
import Telemetry

/// An SMPP client for tests: one session, whose requests can be awaited.
public final class SMPPClient: @unchecked Sendable {
    // Safe to share: the constants never change, and `state` is locked.
    private struct State {
        var link: SMPPLink?
        var nextToken: UInt64 = 0
        var waiting: [UInt64: CheckedContinuation<SMPPRequestOutcome, Never>] = [:]
        var delivered: [ShortMessage] = []
        var answers: [CommandStatus] = []
        var isSilent = false
        var end: CloseReason?
        var binding: SessionBinding?
    }

    private let loop: EventLoop
    private let state = Locked(State())

    /// Connects to a server on loopback, with a version of SMPP.
    public init(port: UInt16, version: InterfaceVersion = .v34) async throws {
        loop = try EventLoop(name: "smpp-client")
        var session = SessionConfiguration.client
        session.outgoingWindow = 20_000
        session.version = version
        let connector = SMPPConnector(
            on: loop,
            to: ConnectionTarget(host: "127.0.0.1", port: port),
            link: SMPPLinkConfiguration(session: session),
            metrics: SMPPMetrics(registry: MetricsRegistry(), role: .esme)
        )
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            connector.connect { result in
                switch result {
                case .success(let link):
                    self.state.withLock { $0.link = link }
                    done.resume()
                    return self
                case .failure(let error):
                    done.resume(throwing: error)
                    return nil
                }
            }
        }
    }

    /// Binds; returns the status of the response.
    public func bind(
        _ mode: BindMode = .transceiver,
        as systemID: String,
        _ password: String
    ) async throws -> CommandStatus {
        link?.bind(mode, Bind(systemID: systemID, password: password))
        try await waitUntil {
            self.state.withLock { $0.binding != nil || $0.end != nil }
        }
        guard case .bindRefused(let status)? = end else {
            return end == nil ? .ok : .unknownError
        }
        return status
    }

    /// Sends a request and waits for its response.
    public func request(_ body: PDUBody) async throws -> PDU {
        guard case .answered(_, let pdu) = await send(body) else {
            throw TestSupportError(
                "the request was not answered; the session: \(String(describing: end))"
            )
        }
        return pdu
    }

    /// Sends requests without waiting in between, and returns their responses in order.
    public func requests(_ bodies: [PDUBody]) async throws -> [PDU] {
        let outcomes = await withTaskGroup(of: (Int, SMPPRequestOutcome).self) { group in
            for (index, body) in bodies.enumerated() {
                group.addTask { (index, await self.send(body)) }
            }
            var outcomes: [(Int, SMPPRequestOutcome)] = []
            for await outcome in group { outcomes.append(outcome) }
            return outcomes.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return try outcomes.map { outcome in
            guard case .answered(_, let pdu) = outcome else {
                throw TestSupportError("a request ended as \(outcome)")
            }
            return pdu
        }
    }

    /// Submits a message and returns its id.
    public func submit(_ message: ShortMessage) async throws -> String {
        let answer = try await request(.submitSM(message))
        guard answer.status == .ok, case .submitSMResponse(let reference) = answer.body else {
            throw TestSupportError("the message was answered \(answer.status)")
        }
        return reference.messageID
    }

    /// The deliveries so far.
    public var delivered: [ShortMessage] { state.withLock { $0.delivered } }

    /// The receipts so far.
    public var receipts: [DeliveryReceipt] { delivered.compactMap { DeliveryReceipt($0) } }

    /// Why the session ended; nil while it is open.
    public var end: CloseReason? { state.withLock { $0.end } }

    /// Answers the next deliveries with these statuses, and those after them with success.
    public func answerDeliveries(with statuses: [CommandStatus]) {
        state.withLock { $0.answers = statuses }
    }

    /// Stops answering deliveries.
    public func fallSilent() { state.withLock { $0.isSilent = true } }

    /// Waits until receipts with a status came for all messages.
    public func expect(
        _ status: String = "DELIVRD",
        of ids: [String],
        within limit: Duration = .seconds(30)
    ) async throws {
        try await waitUntil(within: limit) {
            let told = Set(self.receipts.filter { $0.status == status }.compactMap(\.messageID))
            return told.isSuperset(of: ids)
        }
    }

    /// Unbinds.
    public func unbind() async throws {
        link?.unbind(within: .seconds(5))
        try await waitUntil { self.end != nil }
    }

    /// Aborts the connection.
    public func abort() async throws {
        link?.abort()
        try await waitUntil { self.end != nil }
    }

    private var link: SMPPLink? { state.withLock { $0.link } }

    private func send(_ body: PDUBody) async -> SMPPRequestOutcome {
        await withCheckedContinuation { continuation in
            let (link, token) = state.withLock { state in
                state.nextToken += 1
                state.waiting[state.nextToken] = continuation
                return (state.link, state.nextToken)
            }
            link?.request([SMPPRequest(body, token: RequestToken(token))])
        }
    }
}

extension SMPPClient: SMPPLinkOwner {
    /// Records the binding.
    public func link(_ link: SMPPLink, bound binding: SessionBinding) {
        state.withLock { $0.binding = binding }
    }

    /// Keeps deliveries of the server, and answers them.
    public func link(_ link: SMPPLink, received requests: [SMPPPeerRequest]) {
        var answers: [SMPPAnswer] = []
        for request in requests {
            guard case .deliverSM(let message) = request.pdu.body else {
                answers.append(SMPPAnswer(request.handle))
                continue
            }
            let status = state.withLock { state -> CommandStatus? in
                guard !state.isSilent else { return nil }
                let status = state.answers.isEmpty ? .ok : state.answers.removeFirst()
                if status == .ok { state.delivered.append(message) }
                return status
            }
            if let status { answers.append(SMPPAnswer(request.handle, status: status)) }
        }
        link.answer(answers)
    }

    /// Resumes the callers that wait for the requests.
    public func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome]) {
        for outcome in requests {
            state.withLock { $0.waiting.removeValue(forKey: outcome.token.number) }?
                .resume(returning: outcome)
        }
    }

    /// Records the end.
    public func link(_ link: SMPPLink, closed end: SMPPLinkEnd) {
        state.withLock { state in
            state.end = end.reason
            state.link = nil
        }
        let loop = loop
        Task { await loop.stop() }
    }
}
