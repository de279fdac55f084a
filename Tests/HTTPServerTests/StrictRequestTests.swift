import Essentials
import EventLoop
import HTTPServer
import TestSupport
import Testing

extension HTTPServerTests {
    /// Requests byte by byte, over plain connections and over TLS.
    @Suite(.serialized, .timeLimit(.minutes(2)))
    struct StrictRequests {
        /// What follows a request, for a server that mistakes its end.
        private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

        @Test(
            arguments: RequestShape.lengths + RequestShape.codings + RequestShape.chunks
                + RequestShape.hosts + RequestShape.lines
        )
        func `a request that could be read in two ways is refused, and its connection ends`(
            shape: RequestShape
        ) async throws {
            try await eachTransport { fixture, dialer in
                for request in shape.requests {
                    let answer = try await dialer.ends(request + Self.smuggled)
                    #expect(answer.hasPrefix("HTTP/1.1 \(shape.status) "), "\(request) \(answer)")
                    #expect(answer.contains("\r\nConnection: close\r\n"), "\(request)")
                    #expect(answer.answersCount == 1, "\(answer)")
                    #expect(answer.contains(#"{"message":""#))
                }
                #expect(!fixture.observer.requests.contains { $0.routeName == "smuggled" })
            }
        }

        @Test(arguments: RequestShape.lawful)
        func `a request that is unusual and right is answered`(shape: RequestShape) async throws {
            try await eachTransport { _, dialer in
                for request in shape.requests {
                    let last = "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    let answer = try await dialer.ends(request + last)
                    #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(request) \(answer)")
                    let count = request.contains("HTTP/1.0") ? 1 : 2
                    #expect(answer.answersCount == count, "\(answer)")
                }
            }
        }

        @Test func `a request in the old version may keep its connection`() async throws {
            try await eachTransport { _, dialer in
                let request = "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
                let answer = try await dialer.ends(request + "GET /hello HTTP/1.0\r\n\r\n")
                #expect(answer.contains("\r\nConnection: keep-alive\r\n"))
                #expect(answer.contains("\r\nConnection: close\r\n"))
                #expect(answer.answersCount == 2)
            }
        }

        @Test func `a client that sends nothing more still gets its answers`() async throws {
            let fixture = try ServerFixture()
            fixture.gate.open()
            let client = try fixture.client()
            client.send(
                "GET /hops HTTP/1.1\r\nHost: a\r\n\r\nGET /gate/2 HTTP/1.1\r\nHost: a\r\n\r\n"
            )
            client.finish()
            #expect(try client.response().body == "hopped")
            #expect(try client.response().body == "2")
            #expect(client.isClosed())
            await fixture.stop()
        }

        private func eachTransport(
            _ body: (ServerFixture, Dialer) async throws -> Void
        ) async throws {
            let certificate = try await Certificate()
            let files = HTTPServerConfiguration.TLS(
                certificatePath: certificate.path,
                keyPath: certificate.keyPath
            )
            for tls in [nil, files] {
                let fixture = try ServerFixture(tls: tls)
                let dialer = try Dialer(fixture.server.port, trusting: tls?.certificatePath)
                try await body(fixture, dialer)
                await dialer.stop()
                await fixture.stop()
            }
        }
    }
}

extension String {
    /// The number of answers in what a server sent.
    fileprivate var answersCount: Int { ranges(of: "\r\nX-Request-Id: ").count }
}

/// Connects to a server, with TLS or without, and sends bytes as they are.
struct Dialer {
    private let loop: EventLoop
    private let target: ConnectionTarget

    init(_ port: Int, trusting path: String?) throws {
        loop = try EventLoop(name: "dialer")
        target = ConnectionTarget(
            host: "127.0.0.1",
            port: UInt16(port),
            tls: try path.map { try TLSContext.client(authority: .file($0)) }
        )
    }

    /// What the server answers until it closes the connection.
    func ends(_ request: String) async throws -> String {
        let listener = Listening()
        loop.run { [target, loop] in
            loop.connect(to: target) { result in
                guard case .success(let connection) = result else { return listener.fail() }
                connection.start(listener)
                connection.write(Array(request.utf8))
            }
        }
        try await waitUntil { listener.state.withLock { $0.isClosed } }
        return listener.state.withLock { String(decoding: $0.bytes, as: UTF8.self) }
    }

    func stop() async { await loop.stop() }

    private final class Listening: ConnectionHandler, Sendable {
        let state = Locked((bytes: [UInt8](), isClosed: false))

        func fail() { state.withLock { $0.isClosed = true } }

        func connection(_ connection: Connection, received bytes: UnsafeRawBufferPointer) {
            state.withLock { $0.bytes.append(contentsOf: bytes) }
        }

        func connection(_ connection: Connection, closed reason: ConnectionEnd) { fail() }
    }
}
