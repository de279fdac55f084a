import Essentials
import HTTPServer
import Testing

/// One server after the other: its clients block threads that other tests need.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct HTTPServerTests {
    @Test func `a handler that does not suspend answers in place`() async throws {
        let fixture = try ServerFixture()
        let response = try fixture.client().ask("GET", "/hello")
        #expect(response.status == 200)
        #expect(response.body == "hello")
        #expect(response.headers["content-type"] == "application/json")
        #expect(response.headers["date"] != nil)
        await fixture.stop()
    }

    @Test func `a connection serves one request after the other`() async throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        for index in 0..<100 {
            #expect(try client.ask("POST", "/echo", body: "body \(index)").body == "body \(index)")
            #expect(try client.ask("GET", "/hops").body == "hopped")
        }
        #expect(fixture.server.openConnections == 1)
        await fixture.stop()
    }

    @Test func `pipelined requests are answered in order`() async throws {
        let fixture = try ServerFixture()
        fixture.gate.open()
        let client = try fixture.client()
        var text = ""
        for index in 0..<50 { text += "GET /gate/\(index) HTTP/1.1\r\nHost: test\r\n\r\n" }
        client.send(text)
        for index in 0..<50 { #expect(try client.response().body == "\(index)") }
        await fixture.stop()
    }

    @Test func `hundreds of suspended requests all get their own answer`() async throws {
        let fixture = try ServerFixture()
        let clients = try (0..<300).map { _ in try fixture.client() }
        for (index, client) in clients.enumerated() {
            client.send("GET /gate/\(index) HTTP/1.1\r\nHost: test\r\n\r\n")
        }
        await eventually("300 suspended") { fixture.server.suspendedRequests == 300 }
        #expect(try fixture.client().ask("GET", "/hello").status == 200)
        fixture.gate.open()
        for (index, client) in clients.enumerated() {
            #expect(try client.response().body == "\(index)")
        }
        #expect(fixture.server.suspendedRequests == 0)
        await fixture.stop()
    }

    @Test func `a client that leaves while its handler is suspended leaves nothing behind`()
        async throws
    {
        let fixture = try ServerFixture()
        for _ in 0..<20 {
            let client = try fixture.client()
            client.send("GET /gate/1 HTTP/1.1\r\nHost: test\r\n\r\n")
        }
        await eventually("20 suspended") { fixture.server.suspendedRequests == 20 }
        fixture.gate.open()
        await eventually("none suspended") { fixture.server.suspendedRequests == 0 }
        await eventually("none open") { fixture.server.openConnections == 0 }
        #expect(fixture.observer.requests.count == 20)
        #expect(try fixture.client().ask("GET", "/hello").status == 200)
        await fixture.stop()
    }

    @Test func `a handler that keeps yielding does not keep others waiting`() async throws {
        let fixture = try ServerFixture(threads: 1)
        let spinning = try fixture.client()
        spinning.send("GET /spin HTTP/1.1\r\nHost: test\r\n\r\n")
        await eventually("suspended") { fixture.server.suspendedRequests == 1 }
        #expect(try fixture.client().ask("GET", "/hello").body == "hello")
        fixture.gate.open()
        #expect(try spinning.response().status == 200)
        await fixture.stop()
    }

    @Test func `a body in chunks arrives whole`() async throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        client.send("POST /echo HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n")
        client.send("5\r\nhello\r\n")
        client.send("7\r\n, world\r\n0\r\n\r\n")
        #expect(try client.response().body == "hello, world")
        await fixture.stop()
    }

    @Test func `a body arrives whole however it is cut`() async throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let request = "POST /echo HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\n\r\nabcd"
        for cut in stride(from: 1, to: request.count, by: 7) {
            client.send(String(request.prefix(cut)))
            client.send(String(request.dropFirst(cut)))
            #expect(try client.response().body == "abcd")
        }
        let large = String(repeating: "0123456789", count: 50_000)
        #expect(try client.ask("POST", "/echo", body: large).body == large)
        await fixture.stop()
    }

    @Test(arguments: ["GET", "HEAD", "DELETE"])
    func `a body where none is expected is read and ignored`(method: String) async throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let path = method == "DELETE" ? "/echo" : "/hello"
        let response = try client.ask(method, path, body: "ignored")
        #expect(response.status == (method == "DELETE" ? 204 : 200))
        #expect(try client.ask("GET", "/hello").body == "hello")
        await fixture.stop()
    }

    @Test func `HEAD tells the length and sends no body`() async throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let response = try client.ask("HEAD", "/hello")
        #expect(response.status == 200)
        #expect(response.headers["content-length"] == "5")
        #expect(try client.ask("GET", "/hello").body == "hello")
        await fixture.stop()
    }

    @Test func `an answer may be empty`() async throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        for _ in 0..<2 {
            let response = try client.ask("GET", "/limited")
            #expect(response.status == 429)
            #expect(response.body.isEmpty)
            #expect(response.headers["content-length"] == "0")
        }
        await fixture.stop()
    }

    @Test(
        arguments: [
            ("", ""), ("?", ""), ("?a=1&b", "a=1;b=nil"), ("?a=&=b", "a=;=b"),
            ("?access_token=x&page=1per_page=10", "access_token=x;page=1per_page=10"),
            ("?page=1&per_page=10/", "page=1;per_page=10/"),
            ("?q=a+b%2Bc%26d", "q=a b+c&d"), ("?q=%ff%C3%A9%", "q=\u{FFFD}é%"),
            ("?a=1&a=2", "a=1;a=2"), ("?n%61me=%00", "name=\0"),
        ]
    )
    func `a query is decoded with tolerance`(query: String, expected: String) async throws {
        let fixture = try ServerFixture()
        #expect(try fixture.client().ask("GET", "/query" + query).body == expected)
        await fixture.stop()
    }

    @Test func `a header value cannot smuggle another header in`() async throws {
        let fixture = try ServerFixture()
        let response = try fixture.client().ask("GET", "/header", headers: ["x-bACK: v"])
        #expect(response.headers["x-back"] == "v  X-Evil: 1")
        #expect(response.headers["x-evil"] == nil)
        #expect(response.headers["bad name"] == nil)
        #expect(response.body == "127.0.0.1")
        await fixture.stop()
    }

    @Test func `every answer carries the request's id`() async throws {
        let fixture = try ServerFixture()
        let client = try fixture.client()
        let own = try client.ask("GET", "/hello", headers: ["X-Request-Id: abc-1.2:3"])
        #expect(own.headers["x-request-id"] == "abc-1.2:3")
        for bad in ["", "a b", "a\"b", String(repeating: "x", count: 129)] {
            let made = try client.ask("GET", "/nope", headers: ["X-Request-Id: \(bad)"])
            #expect(made.headers["x-request-id"]?.count == 24)
        }
        await eventually("5 observed") { fixture.observer.requests.count == 5 }
        #expect(fixture.observer.requests.first?.requestID == "abc-1.2:3")
        await fixture.stop()
    }

    @Test func `an observer learns route, status and sizes`() async throws {
        let fixture = try ServerFixture()
        _ = try fixture.client().ask("POST", "/echo", body: "12345")
        await eventually("observed") { fixture.observer.requests.count == 1 }
        let seen = try #require(fixture.observer.requests.first)
        #expect(seen.method == .post)
        #expect(seen.routeName == "echo")
        #expect(seen.status == 200)
        #expect(seen.requestBytes == 5)
        #expect(seen.responseBytes == 5)
        #expect(seen.isComplete)
        #expect(seen.remoteAddress == "127.0.0.1")
        await fixture.stop()
    }
}
