import Essentials
import HTTPServer
import Testing

extension HTTPServerTests {
    @Suite(.serialized, .timeLimit(.minutes(1)))
    struct Limits {
        private var small: HTTPServerConfiguration.Limits {
            var limits = HTTPServerConfiguration.Limits()
            limits.bodyBytes = 1000
            limits.uriBytes = 100
            limits.headerBytes = 2000
            limits.headerFieldBytes = 500
            limits.headerFields = 20
            limits.queryItems = 5
            return limits
        }

        private func expect(
            _ response: Client.Response,
            _ status: Int,
            _ message: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(response.status == status, sourceLocation: sourceLocation)
            #expect(response.body == "{\"message\":\"\(message)\"}", sourceLocation: sourceLocation)
            #expect(response.headers["x-request-id"] != nil, sourceLocation: sourceLocation)
        }

        @Test func `a body at the limit passes, one byte more is answered 413`() async throws {
            let fixture = try ServerFixture(limits: small)
            let client = try fixture.client()
            let body = String(repeating: "x", count: 1000)
            #expect(try client.ask("POST", "/echo", body: body).body == body)
            expect(
                try client.ask("POST", "/echo", body: body + "x"),
                413,
                "Request body too large"
            )
            #expect(client.isClosed())
            await fixture.stop()
        }

        @Test func `a body in chunks beyond the limit is answered 413`() async throws {
            let fixture = try ServerFixture(limits: small)
            let client = try fixture.client()
            client.send("POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "200\r\n" + String(repeating: "x", count: 512) + "\r\n"
            client.send(chunk + chunk + chunk + "0\r\n\r\n")
            expect(try client.response(), 413, "Request body too large")
            await fixture.stop()
        }

        @Test func `an endless body ends the connection`() async throws {
            let fixture = try ServerFixture(limits: small)
            let client = try fixture.client()
            client.send("POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<100 {
                client.send("200\r\n" + String(repeating: "x", count: 512) + "\r\n")
            }
            expect(try client.response(), 413, "Request body too large")
            #expect(client.isClosed())
            await fixture.stop()
        }

        @Test(arguments: [
            "Content-Length: 99999999", "Content-Length: 5000\r\nExpect: 100-continue",
        ])
        func `a body that is announced too large is refused unread`(header: String) async throws {
            let fixture = try ServerFixture(limits: small)
            let client = try fixture.client()
            client.send("POST /echo HTTP/1.1\r\nHost: test\r\n\(header)\r\n\r\n")
            expect(try client.response(), 413, "Request body too large")
            #expect(client.isClosed())
            await fixture.stop()
        }

        @Test func `a client that asks for leave gets it before it sends the body`() async throws {
            let fixture = try ServerFixture(limits: small)
            let client = try fixture.client()
            client.send("POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n")
            client.send("Expect: 100-continue\r\n\r\n")
            #expect(try client.response().status == 100)
            client.send("hello")
            #expect(try client.response().body == "hello")
            await fixture.stop()
        }

        @Test func `a target that is too long is answered 414`() async throws {
            let fixture = try ServerFixture(limits: small)
            let fitting = "/query?a=" + String(repeating: "x", count: 91)
            #expect(try fixture.client().ask("GET", fitting).status == 200)
            for target in [fitting + "x", "/query?a&b&c&d&e&f"] {
                let client = try fixture.client()
                expect(try client.ask("GET", target), 414, "URI too long")
                #expect(client.isClosed())
            }
            await fixture.stop()
        }

        @Test func `headers that are too large are answered 431`() async throws {
            let fixture = try ServerFixture(limits: small)
            let refusal = "Request header fields too large"
            let long = String(repeating: "x", count: 499)
            let fitting = try fixture.client().ask("GET", "/hello", headers: ["A: \(long)"])
            #expect(fitting.status == 200)
            let many = (0..<20).map { "H\($0): x" }
            let total = (0..<5).map { "H\($0): " + long.prefix(450) }
            for headers in [["A: \(long)x"], many, total] {
                let client = try fixture.client()
                expect(try client.ask("GET", "/hello", headers: headers), 431, refusal)
                #expect(client.isClosed())
            }
            await fixture.stop()
        }

        @Test(
            arguments: [
                ("GET /\(String(repeating: "x", count: 40_000)) HTTP/1.1\r\n\r\n", 414),
                ("GET / HTTP/1.1\r\nA: \(String(repeating: "x", count: 40_000))\r\n\r\n", 431),
                ("GET /hello HTTP/x.y\r\nHost: x\r\n\r\n", 400),
                ("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400),
            ]
        )
        func `a head beyond what is kept gets the right status`(
            request: String,
            status: Int
        ) async throws {
            let fixture = try ServerFixture()
            let client = try fixture.client()
            client.send(request)
            #expect(try client.response().status == status)
            await fixture.stop()
        }

        @Test(arguments: ["NONSENSE\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n"])
        func `what is no HTTP is refused and ends the connection`(
            request: String
        ) async throws {
            let fixture = try ServerFixture()
            let client = try fixture.client()
            client.send(request)
            #expect(try client.response().status == 400)
            #expect(client.isClosed())
            await fixture.stop()
        }

        @Test func `too many suspended requests are answered 503`() async throws {
            var limits = small
            limits.concurrentRequests = 3
            let fixture = try ServerFixture(limits: limits)
            let waiting = try (0..<3).map { _ in try fixture.client() }
            for client in waiting { client.send("GET /gate/1 HTTP/1.1\r\nHost: test\r\n\r\n") }
            await eventually("3 suspended") { fixture.server.suspendedRequests == 3 }
            let client = try fixture.client()
            let refused = try client.ask("GET", "/hello")
            expect(refused, 503, "Too many concurrent requests")
            #expect(refused.headers["retry-after"] == "1")
            fixture.gate.open()
            for client in waiting { #expect(try client.response().status == 200) }
            #expect(try client.ask("GET", "/hello").status == 200)
            await fixture.stop()
        }

        @Test func `one address may hold so many connections and no more`() async throws {
            var limits = small
            limits.connectionsPerAddress = 2
            let fixture = try ServerFixture(threads: 1, limits: limits)
            var first: Client? = try fixture.client()
            #expect(try first?.ask("GET", "/hello").status == 200)
            let second = try fixture.client()
            #expect(try second.ask("GET", "/hello").status == 200)
            #expect(try fixture.client().isClosed())
            first = nil
            await eventually("one left") { fixture.server.openConnections == 1 }
            #expect(try fixture.client().ask("GET", "/hello").status == 200)
            await fixture.stop()
        }

        @Test(
            arguments: [
                "", "GET /hello HT", "GET /hello HTTP/1.1\r\nHost: x\r\nA: ",
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc",
            ]
        )
        func `a client that does not finish its request is closed`(start: String) async throws {
            var limits = small
            limits.transferTimeout = .milliseconds(80)
            let fixture = try ServerFixture(limits: limits)
            let client = try fixture.client()
            client.send(start)
            #expect(client.isClosed())
            await eventually("closed") { fixture.server.openConnections == 0 }
            await fixture.stop()
        }

        @Test func `a client that drips its request is closed all the same`() async throws {
            var limits = small
            limits.transferTimeout = .milliseconds(80)
            limits.bodyBytes = 10_000_000
            let fixture = try ServerFixture(limits: limits)
            let client = try fixture.client()
            client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n")
            await eventually("connected") { fixture.server.openConnections == 1 }
            await eventually("closed") {
                client.send("x")
                return fixture.server.openConnections == 0
            }
            await fixture.stop()
        }

        @Test func `an idle connection is closed`() async throws {
            var limits = small
            limits.idleTimeout = .milliseconds(80)
            let fixture = try ServerFixture(limits: limits)
            let client = try fixture.client()
            #expect(try client.ask("GET", "/hello").status == 200)
            #expect(client.isClosed())
            await fixture.stop()
        }

        @Test func `a suspended request outlives the timeouts`() async throws {
            var limits = small
            limits.idleTimeout = .milliseconds(40)
            limits.transferTimeout = .milliseconds(40)
            let fixture = try ServerFixture(limits: limits)
            let client = try fixture.client()
            client.send("GET /gate/7 HTTP/1.1\r\nHost: test\r\n\r\n")
            await eventually("suspended") { fixture.server.suspendedRequests == 1 }
            // Another connection's end shows that sweeps have passed.
            for _ in 0..<3 { #expect(try fixture.client().isClosed()) }
            fixture.gate.open()
            #expect(try client.response().body == "7")
            await fixture.stop()
        }
    }
}
