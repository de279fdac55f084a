import Essentials
import EventLoop
import SMPPCodec
import SMPPSession
import SMPPTransport
import Telemetry
import TestSupport

/// What an owner saw, to be read by the test's thread.
final class LinkRecord: Sendable {
    struct Seen {
        var link: SMPPLink?
        var binds: [BindRequest] = []
        var bound: [SessionBinding] = []
        var batches: [[SMPPPeerRequest]] = []
        var outcomes: [SMPPRequestOutcome] = []
        var ends: [SMPPLinkEnd] = []
        var failure: EventLoopError?
    }

    let seen = Locked(Seen())

    var link: SMPPLink? { seen.withLock { $0.link } }
    var bound: [SessionBinding] { seen.withLock { $0.bound } }
    var batches: [[SMPPPeerRequest]] { seen.withLock { $0.batches } }
    var requests: [SMPPPeerRequest] { seen.withLock { $0.batches.flatMap(\.self) } }
    var outcomes: [SMPPRequestOutcome] { seen.withLock { $0.outcomes } }
    var ends: [SMPPLinkEnd] { seen.withLock { $0.ends } }
    var failure: EventLoopError? { seen.withLock { $0.failure } }
}

/// An owner that notes what happens; as a server it lets everybody in.
final class TestOwner: SMPPLinkOwner {
    /// What to do with requests of the peer.
    enum Manner: Sendable {
        /// Answer at once, in the call.
        case answer
        /// Answer from another thread.
        case answerElsewhere
        /// Do nothing.
        case keep
        /// Decide about binds from another thread, a little later; answer at once.
        case acceptElsewhere
    }

    private let record: LinkRecord
    private let manner: Manner

    init(_ record: LinkRecord, _ manner: Manner = .answer) {
        self.record = record
        self.manner = manner
    }

    func link(_ link: SMPPLink, authenticate request: BindRequest) {
        record.seen.withLock { $0.binds.append(request) }
        guard manner == .acceptElsewhere else { return decide(request, link) }
        link.loop.after(.milliseconds(20)) {
            let record = self.record
            Task { TestOwner(record, .answer).decide(request, link) }
        }
    }

    private func decide(_ request: BindRequest, _ link: SMPPLink) {
        guard request.bind.password == "secret" else {
            return link.refuseBind(with: .invalidPassword)
        }
        link.acceptBind(as: "heliograph", peer: request.bind.systemID)
    }

    func link(_ link: SMPPLink, bound binding: SessionBinding) {
        record.seen.withLock { $0.bound.append(binding) }
    }

    func link(_ link: SMPPLink, received requests: [SMPPPeerRequest]) {
        record.seen.withLock { $0.batches.append(requests) }
        switch manner {
        case .answer, .acceptElsewhere: link.answer(requests.map(TestOwner.answer))
        case .answerElsewhere: Task { link.answer(requests.map(TestOwner.answer)) }
        case .keep: break
        }
    }

    func link(_ link: SMPPLink, finished requests: [SMPPRequestOutcome]) {
        record.seen.withLock { $0.outcomes += requests }
    }

    func link(_ link: SMPPLink, closed end: SMPPLinkEnd) {
        record.seen.withLock { $0.ends.append(end) }
    }

    static func answer(_ request: SMPPPeerRequest) -> SMPPAnswer {
        let reference = MessageReference(messageID: "id \(request.pdu.sequence)")
        return switch request.pdu.body {
        case .submitSM: SMPPAnswer(request.handle, body: .submitSMResponse(reference))
        default: SMPPAnswer(request.handle)
        }
    }
}

/// A listener whose links all note what they see in one record each.
final class TestServer: Sendable {
    let listener: SMPPListener
    let registry = MetricsRegistry()
    private let list = Locked<[LinkRecord]>([])

    init(
        on loops: [EventLoop],
        configuration: ListenerConfiguration = ListenerConfiguration(),
        link: SMPPLinkConfiguration = SMPPLinkConfiguration(),
        _ manner: TestOwner.Manner = .answer
    ) throws {
        listener = try SMPPListener(
            on: loops,
            configuration: configuration,
            link: link,
            metrics: SMPPMetrics(registry: registry, role: .smsc)
        ) { [list] link in
            let record = LinkRecord()
            record.seen.withLock { $0.link = link }
            list.withLock { $0.append(record) }
            return TestOwner(record, manner)
        }
    }

    var port: UInt16 { listener.address.port }
    var records: [LinkRecord] { list.withLock { $0 } }
    var metrics: String { String(decoding: registry.render(), as: UTF8.self) }
}

/// Connects a client, binds it when asked to, and waits for it.
func client(
    _ loop: EventLoop,
    to target: ConnectionTarget,
    link: SMPPLinkConfiguration = SMPPLinkConfiguration(session: .client),
    binding mode: BindMode? = .transceiver,
    password: String = "secret",
    _ manner: TestOwner.Manner = .answer
) async throws -> LinkRecord {
    let record = LinkRecord()
    let metrics = SMPPMetrics(registry: MetricsRegistry(), role: .esme)
    let connector = SMPPConnector(on: loop, to: target, link: link, metrics: metrics)
    connector.connect { result in
        switch result {
        case .success(let link):
            record.seen.withLock { $0.link = link }
            if let mode { link.bind(mode, Bind(systemID: "client", password: password)) }
            return TestOwner(record, manner)
        case .failure(let error):
            record.seen.withLock { $0.failure = error }
            return nil
        }
    }
    try await waitUntil {
        record.failure != nil || !record.ends.isEmpty
            || (mode == nil ? record.link != nil : !record.bound.isEmpty)
    }
    return record
}

extension ConnectionTarget {
    init(_ server: TestServer, tls: TLSContext? = nil) {
        self.init(host: "127.0.0.1", port: server.port, tls: tls)
    }
}

func submission(_ text: String = "hello") -> PDUBody {
    var message = ShortMessage()
    message.source = Address("heliograph")
    message.destination = Address("34600000001")
    message.shortMessage = Array(text.utf8)
    return .submitSM(message)
}
