import Essentials
import EventLoop
import Glibc
import SMPPCodec
import SMPPSession
import SMPPTransport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SMPPLinkLimitsTests {
    @Test func `rubbish is answered and closed, and harms nobody else`() async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop])
        let other = try await client(loop, to: ConnectionTarget(server))
        let peer = try RawPeer(port: server.port)
        peer.send(Array("GET / HTTP/1.1\r\nHost: heliograph\r\n\r\n".utf8))
        let answer = try PDU(decoding: peer.receiveAll())
        #expect(answer.body == .genericNack && answer.status == .invalidCommandLength)
        let record = try #require(server.records.last)
        try await waitUntil { record.ends.first?.reason == .unreadable }
        try #require(other.link).request([SMPPRequest(submission(), token: RequestToken(1))])
        try await waitUntil { other.outcomes.count == 1 }
        try await waitUntil {
            server.metrics.contains("smpp_unreadable_pdus_total{role=\"server\"} 1")
        }
        await loop.stop()
    }

    @Test(arguments: [UInt32(0), 15, 1025, 0x7FFF_FFFF, 0xFFFF_FFFF])
    func `a length that no PDU has is answered and closed`(length: UInt32) async throws {
        let loop = try EventLoop()
        var configuration = SMPPLinkConfiguration()
        configuration.pduLimit = 1024
        let server = try TestServer(on: [loop], link: configuration)
        let peer = try RawPeer(port: server.port)
        var bytes = try PDU(.enquireLink, sequence: 7).encoded()
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
        peer.send(bytes)
        let answer = try PDU(decoding: peer.receiveAll())
        #expect(answer.body == .genericNack && answer.status == .invalidCommandLength)
        await loop.stop()
    }

    @Test func `a PDU that comes octet by octet is one PDU`() async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop])
        let peer = try RawPeer(port: server.port)
        for octet in try PDU(.enquireLink, sequence: 7).encoded() { peer.send([octet]) }
        let answer = try PDU(decoding: peer.receive() ?? [])
        #expect(answer == PDU(.enquireLinkResponse, sequence: 7))
        await loop.stop()
    }

    @Test func `a client that does not bind in time is closed`() async throws {
        let loop = try EventLoop()
        var configuration = SMPPLinkConfiguration()
        configuration.session.timers.bind = .milliseconds(50)
        let server = try TestServer(on: [loop], link: configuration)
        let peers = try (0..<50).map { _ in try RawPeer(port: server.port) }
        #expect(peers.allSatisfy { $0.receive() == [] })
        try await waitUntil {
            server.records.count == 50
                && server.records.allSatisfy { $0.ends.first?.reason == .bindTimedOut }
        }
        await loop.stop()
    }

    @Test func `a silent peer is probed, then closed`() async throws {
        let loop = try EventLoop()
        var configuration = SMPPLinkConfiguration()
        configuration.session.timers.probe = .milliseconds(30)
        configuration.session.timers.silence = .milliseconds(200)
        let server = try TestServer(on: [loop], link: configuration)
        let peer = try RawPeer(port: server.port)
        let bind = Bind(systemID: "raw", password: "secret")
        peer.send(try PDU(.bindTransmitter(bind), sequence: 1).encoded())
        var framer = PDUFramer()
        var seen: [PDUBody] = []
        while let bytes = peer.receive(), !bytes.isEmpty {
            framer.append(bytes)
            while case .pdu(let pdu) = try framer.next() { seen.append(pdu.body) }
        }
        #expect(seen.count > 2)
        #expect(seen.dropFirst().allSatisfy { $0 == .enquireLink })
        let record = try #require(server.records.first)
        try await waitUntil { record.ends.first?.reason == .silent }
        await loop.stop()
    }

    @Test(arguments: [4_194_304, 100_000_000])
    func `a client that never reads is bounded, and is ended`(unsent: Int) async throws {
        let loop = try EventLoop()
        var configuration = ListenerConfiguration()
        configuration.connectionLimits.unsentBytes = unsent
        configuration.connectionLimits.stallTimeout = .milliseconds(300)
        var link = SMPPLinkConfiguration()
        link.session.outgoingWindow = 1000
        let server = try TestServer(on: [loop], configuration: configuration, link: link)
        let peer = try RawPeer(port: server.port, receiveBuffer: 4096)
        let bind = Bind(systemID: "raw", password: "secret")
        peer.send(try PDU(.bindTransceiver(bind), sequence: 1).encoded())
        let record = try await record(of: server)
        try await waitUntil { !record.bound.isEmpty }
        var message = ShortMessage()
        message.parameters.messagePayload = [UInt8](repeating: 0x41, count: 60_000)
        let body = PDUBody.deliverSM(message)
        try #require(record.link)
            .request((0..<500).map { SMPPRequest(body, token: RequestToken($0)) })
        try await waitUntil { !record.ends.isEmpty }
        #expect(record.ends.first?.connection == .peerTooSlow)
        #expect(record.outcomes.count == 500)
        await loop.stop()
    }

    @Test func `a flood of requests beyond the window is refused`() async throws {
        let loop = try EventLoop()
        var configuration = SMPPLinkConfiguration()
        configuration.session.incomingWindow = 5
        let server = try TestServer(on: [loop], link: configuration, .keep)
        let peer = try RawPeer(port: server.port)
        let bind = Bind(systemID: "raw", password: "secret")
        peer.send(try PDU(.bindTransmitter(bind), sequence: 1).encoded())
        #expect(try PDU(decoding: peer.receive() ?? []).status == .ok)
        var flood: [UInt8] = []
        for sequence in 2..<202 {
            try PDU(submission(), sequence: UInt32(sequence)).encode(into: &flood)
        }
        peer.send(flood)
        var framer = PDUFramer()
        var refused = 0
        while refused < 195 {
            framer.append(try #require(peer.receive()))
            while case .pdu(let pdu) = try framer.next() {
                #expect(pdu.status == .throttled)
                refused += 1
            }
        }
        let record = try await record(of: server)
        #expect(record.requests.count == 5)
        let line = "smpp_error_responses_total{role=\"server\",direction=\"sent\","
        try await waitUntil {
            server.metrics.contains(line + "status=\"ESME_RTHROTTLED\"} 195")
        }
        await loop.stop()
    }

    private func record(of server: TestServer) async throws -> LinkRecord {
        try await waitUntil { !server.records.isEmpty }
        return try #require(server.records.first)
    }

    @Test func `a peer that vanishes loses what is outstanding, once`() async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop], .keep)
        let record = try await client(loop, to: ConnectionTarget(server))
        let link = try #require(record.link)
        link.request((0..<5).map { SMPPRequest(submission(), token: RequestToken($0)) })
        let peer = try await self.record(of: server)
        try await waitUntil { peer.requests.count == 5 }
        let requests = peer.requests
        peer.link?.abort()
        try await waitUntil { record.ends.count == 1 && peer.ends.count == 1 }
        #expect(
            record.outcomes
                == (0..<5).map { .lost(RequestToken(UInt64($0)), .sessionEnded) }
        )
        #expect(record.ends.first?.reason == .connectionLost)
        // Answers that come too late are passed over.
        peer.link?.answer(requests.map(TestOwner.answer))
        link.request([SMPPRequest(submission(), token: RequestToken(9))])
        try await waitUntil { record.outcomes.isEmpty == false }
        await loop.stop()
        #expect(record.ends.count == 1 && peer.ends.count == 1)
    }

    @Test func `a request that has no form on the wire ends with an error`() async throws {
        let loop = try EventLoop()
        let server = try TestServer(on: [loop])
        let record = try await client(loop, to: ConnectionTarget(server))
        var message = ShortMessage()
        message.source = Address(String(repeating: "1", count: 100))
        let link = try #require(record.link)
        link.request([
            SMPPRequest(.submitSM(message), token: RequestToken(1)),
            SMPPRequest(submission(), token: RequestToken(2)),
        ])
        try await waitUntil { record.outcomes.count == 2 }
        let statuses = record.outcomes.compactMap { outcome in
            if case .answered(_, let pdu) = outcome { pdu.status } else { nil }
        }
        #expect(Set(statuses) == [.systemError, .ok])
        #expect(server.records.first?.requests.count == 1)
        await loop.stop()
    }
}
