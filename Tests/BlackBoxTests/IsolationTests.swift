import Essentials
import Foundation
import TestSupport
import Testing

/// One organization asks for all it can, and another notices nothing.
///
/// Counted in answers, not in time.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct IsolationTests {
    /// Contacts with texts that thirty patterns take seconds to read.
    private func fill(_ tenant: AudienceTenant) async throws {
        let text = String(repeating: "the quick brown fox jumps over the lazy dog ", count: 20)
        for start in stride(from: 0, to: 3_000, by: 100) {
            let items = (start..<start + 100).map {
                #"{"_user_id":"U\#($0)","about":"\#($0) \#(text)"}"#
            }
            let answer = try await tenant.push("contacts", "[\(items.joined(separator: ","))]")
            guard answer.status == 202 else { throw TestSupportError(answer.text) }
        }
    }

    private func heavySearch(_ number: Int) -> String {
        let children = (0..<30).map { rule in
            // So many states that RE2 cannot keep them, and follows all of them at once.
            #"{"type":"attribute_condition","key":"about","operator":"matches-regex","#
                + #""values":["[aeiou ][a-z ]{400}x\#(number)y\#(rule)"]}"#
        }
        let list = children.joined(separator: ",")
        return #"{"root":{"type":"group","join":"or","children":[\#(list)]}}"#
    }

    private func request(_ tenant: AudienceTenant, _ body: String) -> [UInt8] {
        let head = [
            "POST \(tenant.base)/audience/search HTTP/1.1", "Host: localhost",
            "Authorization: Bearer \(tenant.product)", "Content-Length: \(body.utf8.count)",
        ]
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    }

    @Test func `searches that compute for seconds keep nobody waiting, and end with their client`()
        async throws
    {
        let server = try await RunningServer(on: .sqlite)
        let flooding = try await AudienceTenant(on: server)
        let quiet = try await AudienceTenant(on: server)
        try await fill(flooding)
        _ = try await quiet.push("contacts", #"[{"_user_id":"Q"}]"#)
        var peers: [RawPeer] = []
        for number in 0..<6 {
            let peer = try RawPeer(port: server.port)
            peer.send(request(flooding, heavySearch(number)))
            peers.append(peer)
        }
        for number in 0..<30 {
            #expect(try await server.get("/health", token: nil).status == 200)
            #expect(try await quiet.read("/audience/user/Q").status == 200)
            #expect(try await quiet.ask("/audience/search", "{}").status == 200)
            let pushed = try await quiet.push("contacts", #"[{"_user_id":"Q\#(number)"}]"#)
            #expect(pushed.status == 202)
            // The flood's own ingest waits for no query either.
            let own = try await server.post(
                "\(flooding.stream)/contacts",
                token: flooding.writer,
                #"[{"_user_id":"F\#(number)"}]"#
            )
            #expect(own.status == 202)
        }
        let answered = peers.count(where: \.hasInput)
        #expect(answered < peers.count, "thirty rounds take less than six heavy searches")
        // The clients leave: their searches end, and the organization's next one is answered.
        for peer in peers { peer.hangUp() }
        let next = try await flooding.ask("/audience/search", #"{"limit":1}"#)
        #expect(next.status == 200, "\(next.text)")
        #expect(try await server.stop() == 0)
    }

    @Test func `a query beyond its time is answered with the reason`() async throws {
        let server = try await RunningServer(on: .sqlite, options: ["--query-time", "1"])
        let tenant = try await AudienceTenant(on: server)
        try await fill(tenant)
        let answer = try await tenant.ask("/audience/search", heavySearch(0))
        #expect(answer.status == 400)
        #expect(answer.json.message.string?.contains("more than 1 s of computing") == true)
    }

    @Test func `bodies without a token, and half bodies with one, hold little memory`() async throws
    {
        let server = try await RunningServer(on: .sqlite)
        let tenant = try await AudienceTenant(on: server)
        _ = try await tenant.push("contacts", #"[{"_user_id":"Q"}]"#)
        let before = try memory(of: server)
        var peers: [RawPeer] = []
        for number in 0..<400 {
            let peer = try RawPeer(port: server.port)
            let token = number % 2 == 0 ? tenant.writer : "wrong"
            let head =
                "POST \(tenant.stream)/contacts HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer \(token)\r\nContent-Length: 1000000\r\n\r\n"
            peer.sendWithoutWaiting(Array(head.utf8))
            peer.sendWithoutWaiting(Array(repeating: 0x20, count: 900_000))
            peers.append(peer)
        }
        #expect(try await server.get("/health", token: nil).status == 200)
        #expect(try await tenant.push("contacts", #"[{"_user_id":"R"}]"#).status == 202)
        // 16 MiB are the organization's share; without bounds it would be 350 MB.
        #expect(try memory(of: server) - before < 100 << 20)
        for peer in peers { peer.hangUp() }
        try await waitUntil { try await tenant.read("/audience/user/R").status == 200 }
    }

    /// The bytes of memory that no file backs.
    private func memory(of server: RunningServer) throws -> Int {
        guard let id = server.processID else { throw TestSupportError("the server has ended") }
        let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        let number = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        guard let number else { throw TestSupportError("no RssAnon in \(status)") }
        return number * 1024
    }
}

extension RawPeer {
    /// Whether something came that was not read.
    fileprivate var hasInput: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
    }

    /// Ends the connection at once, with a reset.
    fileprivate func hangUp() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(8))
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}
