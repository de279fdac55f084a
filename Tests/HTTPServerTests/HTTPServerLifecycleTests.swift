import Essentials
import Foundation
import HTTPServer
import Telemetry
import Testing

extension HTTPServerTests {
    @Suite(.serialized, .timeLimit(.minutes(1)))
    struct Lifecycle {
        @Test func `a drain lets suspended requests finish and tells clients to go`() async throws {
            let fixture = try ServerFixture()
            let port = fixture.server.port
            let idle = try fixture.client()
            #expect(try idle.ask("GET", "/hello").headers["connection"] != "close")
            let client = try fixture.client()
            client.send("GET /gate/1 HTTP/1.1\r\nHost: test\r\n\r\n")
            await eventually("suspended") { fixture.server.suspendedRequests == 1 }
            async let drained: Void = fixture.server.drain(deadline: .seconds(60))
            await eventually("refusing") { (try? Client(port: port)) == nil }
            fixture.gate.open()
            let response = try client.response()
            #expect(response.status == 200)
            #expect(response.headers["connection"]?.lowercased() == "close")
            await drained
            #expect(client.isClosed())
            #expect(idle.isClosed())
            #expect(fixture.server.openConnections == 0)
        }

        @Test func `a drain gives up at its deadline`() async throws {
            let fixture = try ServerFixture()
            let clients = try (0..<10).map { _ in try fixture.client() }
            for client in clients { client.send("GET /gate/1 HTTP/1.1\r\nHost: test\r\n\r\n") }
            await eventually("suspended") { fixture.server.suspendedRequests == 10 }
            await fixture.server.drain(deadline: .zero)
            for client in clients { #expect(try client.response().status == 503) }
            #expect(fixture.server.suspendedRequests == 0)
            // The handlers outlive the server's threads, and learn that they were cancelled.
            fixture.gate.open()
            await eventually("cancelled") { fixture.cancelled.withLock { $0 } }
        }

        @Test func `draining twice or before the start does nothing`() async throws {
            let idle = HTTPServer(configuration: .init(), handler: Router([]))
            await idle.drain(deadline: .zero)
            let fixture = try ServerFixture()
            await fixture.stop()
            await fixture.stop()
        }

        @Test func `a port that is taken is refused`() async throws {
            let fixture = try ServerFixture()
            let port = fixture.server.port
            #expect(
                throws: HTTPServerError.listenFailed(
                    address: "127.0.0.1:\(port)",
                    reason: "Address already in use"
                )
            ) { try ServerFixture(port: port) }
            await fixture.stop()
            let next = try ServerFixture(port: port)
            #expect(try next.client().ask("GET", "/hello").status == 200)
            await next.stop()
        }

        @Test func `a server starts once, at an address that is one`() async throws {
            let fixture = try ServerFixture()
            #expect(throws: HTTPServerError.alreadyStarted) { try fixture.server.start() }
            await fixture.stop()
            let named = HTTPServer(configuration: .init(host: "localhost"), handler: Router([]))
            #expect(throws: HTTPServerError.badAddress("localhost")) { try named.start() }
            let high = HTTPServer(configuration: .init(port: 65_536), handler: Router([]))
            #expect(throws: HTTPServerError.badPort(65_536)) { try high.start() }
        }

        @Test func `servers come and go without losing descriptors or threads`() async throws {
            try await serveOnce()
            let before = try descriptors()
            for _ in 0..<20 { try await serveOnce() }
            await eventually("descriptors closed") { (try? descriptors()) ?? .max <= before }
        }

        private func serveOnce() async throws {
            let fixture = try ServerFixture()
            #expect(try fixture.client().ask("GET", "/hops").body == "hopped")
            await fixture.stop()
        }

        private func descriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }

        @Test func `requests show in metrics and in the access log`() async throws {
            let registry = MetricsRegistry()
            let lines = Locked<[String]>([])
            let server = HTTPServer(
                configuration: .init(threads: 1),
                handler: Router([
                    HTTPRoute(.post, "/sms", name: "sms-create") { _ in .empty(status: 201) }
                ]),
                observer: CombinedObserver([
                    HTTPMetrics(registry: registry),
                    AccessLog(logger: Logger(sink: KeepingSink(lines: lines))),
                ])
            )
            try server.start()
            let client = try Client(port: server.port)
            for _ in 0..<3 {
                #expect(
                    try client.ask("POST", "/sms?access_token=secret", body: "x").status == 201
                )
            }
            #expect(try client.ask("GET", "/nope").status == 404)
            #expect(try client.ask("BREW", "/sms").status == 405)
            await eventually("logged") { lines.withLock { $0.count } == 5 }
            let text = String(decoding: registry.render(), as: UTF8.self)
            let labels = #"{method="POST",route="sms-create","#
            #expect(text.contains("http_requests_total\(labels)status=\"201\"} 3\n"))
            #expect(text.contains(#"http_requests_total{method="GET",route="",status="404"} 1"#))
            #expect(text.contains(#"{method="other",route="",status="405"} 1"#))
            #expect(text.contains("http_request_body_bytes_total"))
            #expect(text.contains("http_connections 1\n"))
            let first = try #require(lines.withLock { $0.first })
            #expect(first.contains(#""route":"sms-create","status":201"#))
            #expect(!first.contains("secret") && !first.contains("127.0.0.1"))
            await server.drain(deadline: .seconds(5))
        }
    }
}

private struct KeepingSink: LogSink {
    let lines: Locked<[String]>

    func write(_ line: [UInt8]) {
        let text = String(decoding: line, as: UTF8.self)
        lines.withLock { $0.append(text) }
    }
}
