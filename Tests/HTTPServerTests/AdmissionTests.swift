import Essentials
import HTTPServer
import Testing

extension HTTPServerTests {
    /// The caller first, the body after, and bounds on what waits.
    @Suite(.serialized, .timeLimit(.minutes(1)))
    struct Admission {
        private static let owner = ObjectID(high: 0, low: 7)

        /// Refuses callers without a token, and echoes what the others send.
        private func server(_ limits: HTTPServerConfiguration.Limits) throws -> HTTPServer {
            let route = HTTPRoute(.post, "/", name: "send", receivesBody: true) { request in
                guard request.headers["Authorization"] != nil else { return .empty(status: 401) }
                switch await request.receivingBody(for: Self.owner) {
                case .complete(let complete): return .json(bytes: complete.body)
                case .refused(let refusal): return refusal
                }
            }
            let other = HTTPRoute(.get, "/", name: "look") { _ in .empty(status: 204) }
            let server = HTTPServer(
                configuration: .init(threads: 1, limits: limits),
                handler: Router([route, other])
            )
            try server.start()
            return server
        }

        private func head(_ bytes: Int, _ more: String = "") -> String {
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(bytes)\r\n\(more)\r\n"
        }

        @Test func `a caller without a token is refused before it sends the body`() async throws {
            let server = try server(.init())
            for more in ["", "Expect: 100-continue\r\n"] {
                let client = try Client(port: server.port)
                client.send(head(1_000_000, more))
                #expect(try client.response().status == 401)
                #expect(client.isClosed())
            }
            await server.drain(deadline: .seconds(1))
        }

        @Test func `a short body that nobody wanted leaves the connection usable`() async throws {
            let server = try server(.init())
            let client = try Client(port: server.port)
            client.send(head(20_000))
            #expect(try client.response().status == 401)
            client.send(String(repeating: "x", count: 20_000))
            #expect(try client.ask("GET", "/").status == 204)
            #expect(
                try client.ask("POST", "/", headers: ["Authorization: a"], body: "b").body == "b"
            )
            await server.drain(deadline: .seconds(1))
        }

        @Test func `an owner holds a quarter of what may wait, and others go on`() async throws {
            var limits = HTTPServerConfiguration.Limits()
            limits.bufferedBytes = 400_000
            limits.bodyBytes = 100_000
            let server = try server(limits)
            let waiting = try (0..<4).map { _ in try Client(port: server.port) }
            for client in waiting { client.send(head(25_000, "Authorization: a\r\n")) }
            await eventually("all wait") { server.bufferedBytes == 100_000 }
            let refused = try Client(port: server.port)
            refused.send(head(25_000, "Authorization: a\r\n"))
            let answer = try refused.response()
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "1")
            // What arrives whole takes no share.
            let whole = try Client(port: server.port)
            #expect(
                try whole.ask("POST", "/", headers: ["Authorization: a"], body: "b").body == "b"
            )
            for client in waiting {
                client.send(String(repeating: "x", count: 25_000))
                #expect(try client.response().body.utf8.count == 25_000)
            }
            await eventually("nothing waits") { server.bufferedBytes == 0 }
            await server.drain(deadline: .seconds(1))
        }

        @Test func `heads that never end are bounded together`() async throws {
            var limits = HTTPServerConfiguration.Limits()
            limits.bufferedBytes = 40_000
            limits.bodyBytes = 10_000
            let server = try server(limits)
            let start = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 6_000)
            let waiting = try (0..<3).map { _ in try Client(port: server.port) }
            for client in waiting { client.send(start) }
            await eventually("all wait") { server.bufferedBytes > 18_000 }
            let refused = try Client(port: server.port)
            refused.send(start)
            #expect(try refused.response().status == 503)
            #expect(refused.isClosed())
            #expect(try Client(port: server.port).ask("GET", "/").status == 204)
            for client in waiting { client.finish() }
            await eventually("nothing waits") { server.bufferedBytes == 0 }
            await server.drain(deadline: .seconds(1))
        }

        @Test func `a client that leaves cancels its handler`() async throws {
            let isCancelled = Locked(false)
            let route = HTTPRoute(.get, "/", name: "wait") { _ in
                do { try await Task.sleep(for: .seconds(60)) } catch {
                    isCancelled.withLock { $0 = true }
                }
                return .empty(status: 204)
            }
            let server = HTTPServer(configuration: .init(threads: 1), handler: Router([route]))
            try server.start()
            var client: Client? = try Client(port: server.port)
            client?.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await eventually("suspended") { server.suspendedRequests == 1 }
            client = nil
            await eventually("cancelled") { isCancelled.withLock { $0 } }
            await eventually("closed") { server.openConnections == 0 }
            await server.drain(deadline: .seconds(1))
        }
    }
}
