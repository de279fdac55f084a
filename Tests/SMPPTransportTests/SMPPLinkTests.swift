import Essentials
import EventLoop
import SMPPCodec
import SMPPSession
import TestSupport
import Testing

@testable import SMPPTransport

@Suite(.timeLimit(.minutes(2)))
struct SMPPLinkTests {
    @Test(arguments: [TestOwner.Manner.answer, .answerElsewhere])
    func `a client binds, submits within its window, and unbinds`(
        manner: TestOwner.Manner
    ) async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop], manner)
        let record = try await client(loop, to: ConnectionTarget(server))
        #expect(record.bound.first?.mode == .transceiver)
        let link = try #require(record.link)
        link.request((0..<10).map { SMPPRequest(submission("\($0)"), token: RequestToken($0)) })
        try await waitUntil { record.outcomes.count == 10 }
        for (index, outcome) in record.outcomes.enumerated() {
            #expect(outcome.token == RequestToken(UInt64(index)))
            guard case .answered(_, let pdu) = outcome,
                case .submitSMResponse(let reference) = pdu.body
            else {
                Issue.record("\(outcome) is no answer")
                continue
            }
            #expect(pdu.status == .ok && reference.messageID == "id \(pdu.sequence)")
        }
        link.unbind(within: .seconds(5))
        try await waitUntil { record.ends.count == 1 }
        #expect(record.ends.first?.reason == .unbound)
        let peer = try #require(server.records.first)
        try await waitUntil { peer.ends.count == 1 }
        #expect(peer.ends.first?.reason == .peerUnbound)
        await loop.stop()
    }

    @Test func `requests beyond the window are refused to the owner, not kept`() async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop], .keep)
        var configuration = SMPPLinkConfiguration(session: .client)
        configuration.session.outgoingWindow = 3
        let record = try await client(loop, to: ConnectionTarget(server), link: configuration)
        let link = try #require(record.link)
        link.request((0..<5).map { SMPPRequest(submission(), token: RequestToken($0)) })
        try await waitUntil { record.outcomes.count == 2 }
        #expect(
            record.outcomes == [
                .refused(RequestToken(3), .windowFull), .refused(RequestToken(4), .windowFull),
            ]
        )
        let peer = try #require(server.records.first)
        try await waitUntil { peer.requests.count == 3 }
        peer.link?.answer(peer.requests.map(TestOwner.answer))
        try await waitUntil { record.outcomes.count == 5 }
        let room = Locked(0)
        loop.run { room.withLock { $0 = link.room } }
        try await waitUntil { room.withLock { $0 } == 3 }
        await loop.stop()
    }

    @Test func `what one read brought comes as one array, answered by one write`() async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop])
        let peer = try RawPeer(port: server.port)
        let bind = Bind(systemID: "raw", password: "secret")
        peer.send(try PDU(.bindTransmitter(bind), sequence: 1).encoded())
        #expect(try PDU(decoding: peer.receive() ?? []).status == .ok)
        var bytes: [UInt8] = []
        for sequence in 2..<42 {
            try PDU(submission(), sequence: UInt32(sequence)).encode(into: &bytes)
        }
        peer.send(bytes)
        var framer = PDUFramer()
        framer.append(try #require(peer.receive()))
        var sequences: [UInt32] = []
        while case .pdu(let pdu) = try framer.next() { sequences.append(pdu.sequence) }
        #expect(sequences == Array(2..<42))
        #expect(server.records.first?.batches.map(\.count) == [40])
        let line =
            "smpp_pdus_total{role=\"server\",direction=\"received\",command=\"submit_sm\"} 40"
        try await waitUntil { server.metrics.contains(line) }
        await loop.stop()
    }

    @Test func `a full window that is not read loses nothing`() async throws {
        let loop = try EventLoop()
        let other = try EventLoop()
        var configuration = SMPPLinkConfiguration()
        configuration.session.incomingWindow = 8
        configuration.session.overflow = .pauseReading
        let server = try TestServer(on: [loop], link: configuration, .answerElsewhere)
        var eager = SMPPLinkConfiguration(session: .client)
        eager.session.outgoingWindow = 1000
        let record = try await client(other, to: ConnectionTarget(server), link: eager)
        let link = try #require(record.link)
        link.request((0..<1000).map { SMPPRequest(submission(), token: RequestToken($0)) })
        try await waitUntil { record.outcomes.count == 1000 }
        #expect(Set(record.outcomes.map(\.token)).count == 1000)
        let answered = record.outcomes.filter { outcome in
            if case .answered(_, let pdu) = outcome { pdu.status == .ok } else { false }
        }
        #expect(answered.count == 1000)
        #expect(server.records.first?.batches.allSatisfy { $0.count <= 8 } == true)
        await loop.stop()
        await other.stop()
    }

    @Test func `sessions run over TLS and several loops`() async throws {
        let certificate = try await Certificate()
        let loops = [try EventLoop(), try EventLoop()]
        let server = try TestServer(
            on: loops,
            configuration: try ListenerConfiguration(tls: certificate.server()),
            .answerElsewhere
        )
        let target = ConnectionTarget(server, tls: try certificate.client())
        for _ in 0..<4 {
            let record = try await client(loops[0], to: target)
            let link = try #require(record.link)
            link.request((0..<10).map { SMPPRequest(submission(), token: RequestToken($0)) })
            try await waitUntil { record.outcomes.count == 10 }
            link.unbind(within: .seconds(5))
            try await waitUntil { record.ends.first?.reason == .unbound }
        }
        #expect(Set(server.records.map { ObjectIdentifier($0.link!.loop) }).count == 2)
        try await waitUntil { server.listener.statistics.open == 0 }
        #expect(server.metrics.contains("smpp_connections{role=\"server\"} 0"))
        for loop in loops { await loop.stop() }
    }

    /// A server that decides about binds later, on another thread.
    private func lateServer(
        _ loop: EventLoop,
        tls: TLSContext? = nil
    ) throws -> TestServer {
        try TestServer(
            on: [loop],
            configuration: ListenerConfiguration(tls: tls),
            .acceptElsewhere
        )
    }

    @Test(arguments: BindMode.allCases, [false, true])
    func `what comes in one write with the bind is served once it is bound`(
        mode: BindMode,
        isLate: Bool
    ) async throws {
        let loop = try EventLoop()
        let server = isLate ? try lateServer(loop) : try TestServer(on: [loop])
        let bind = Bind(systemID: "client", password: "secret")
        let answers = try await RawSMPPConnection.with(port: server.port) { connection in
            var octets: [UInt8] = []
            let request: PDUBody =
                switch mode {
                case .transmitter: .bindTransmitter(bind)
                case .receiver: .bindReceiver(bind)
                case .transceiver: .bindTransceiver(bind)
                }
            try PDU(request, sequence: 1).encode(into: &octets)
            for sequence in 2...40 as ClosedRange<UInt32> {
                try PDU(submission(), sequence: sequence).encode(into: &octets)
            }
            try PDU(.enquireLink, sequence: 41).encode(into: &octets)
            try PDU(.unbind, sequence: 42).encode(into: &octets)
            connection.send(octets)
            return try (0..<42).map { _ in try connection.next() }
        }
        #expect(Set(answers.compactMap { $0?.sequence }) == Set(1...42))
        #expect(answers.first??.sequence == 1)
        #expect(answers.last??.sequence == 42)
        let status: CommandStatus = mode == .receiver ? .incorrectBindStatus : .ok
        for answer in answers {
            let isSubmission = answer?.commandID == .submitSMResponse
            #expect(answer?.status == (isSubmission ? status : .ok))
        }
        await loop.stop()
    }

    @Test func `what comes with a bind that is refused is not served`() async throws {
        let loop = try EventLoop()
        let server = try lateServer(loop)
        let answers = try await RawSMPPConnection.with(port: server.port) { connection in
            var octets: [UInt8] = []
            let bind = Bind(systemID: "client", password: "wrong")
            try PDU(.bindTransceiver(bind), sequence: 1).encode(into: &octets)
            try PDU(submission(), sequence: 2).encode(into: &octets)
            connection.send(octets)
            return [try connection.next(), try connection.next()]
        }
        #expect(answers[0]?.status == .invalidPassword)
        #expect(answers[1] == nil)
        #expect(server.records.first?.requests.isEmpty == true)
        await loop.stop()
    }

    @Test func `a client over TLS may send requests right behind its bind too`() async throws {
        let certificate = try await Certificate()
        let loops = [try EventLoop(), try EventLoop()]
        let server = try lateServer(loops[0], tls: try certificate.server())
        let target = ConnectionTarget(server, tls: try certificate.client())
        let record = try await client(loops[1], to: target, binding: nil)
        let link = try #require(record.link)
        link.loop.run {
            // Below the session, which would wait for the answer to its bind.
            link.sendUnchecked([
                PDU(.bindTransceiver(Bind(systemID: "client", password: "secret")), sequence: 1),
                PDU(submission("early"), sequence: 2), PDU(submission("too"), sequence: 3),
            ])
        }
        let peer = try #require(server.records.first)
        try await waitUntil { peer.requests.count == 2 }
        #expect(peer.bound.count == 1)
        for loop in loops { await loop.stop() }
    }

    @Test func `a refused bind says why, and ends the link`() async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop])
        let record = try await client(loop, to: ConnectionTarget(server), password: "wrong")
        #expect(record.ends.first?.reason == .bindRefused(.invalidPassword))
        #expect(record.bound.isEmpty)
        await loop.stop()
    }

    @Test func `a server that is not there is an outcome`() async throws {
        let loop = try EventLoop()
        let port = ClosedPort()
        let target = ConnectionTarget(host: "127.0.0.1", port: port.number)
        let record = try await client(loop, to: target)
        #expect(
            record.failure
                == .connectFailed(
                    address: "127.0.0.1:\(port.number)",
                    reason: "Connection refused"
                )
        )
        await loop.stop()
    }

    @Test func `a loop that stops ends its links`() async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop], .keep)
        let record = try await client(loop, to: ConnectionTarget(server))
        record.link?.request([SMPPRequest(submission(), token: RequestToken(1))])
        try await waitUntil { !(server.records.first?.requests.isEmpty ?? true) }
        await loop.stop()
        #expect(record.outcomes == [.lost(RequestToken(1), .sessionEnded)])
        #expect(record.ends.first?.connection == .loopStopped)
        #expect(server.records.first?.ends.count == 1)
    }
}

extension SMPPLink {
    /// Sends PDUs as they are, in one write.
    fileprivate func sendUnchecked(_ units: [PDU]) {
        var octets: [UInt8] = []
        for unit in units {
            do { try unit.encode(into: &octets) } catch { preconditionFailure("\(error)") }
        }
        connection.write(octets)
    }
}
