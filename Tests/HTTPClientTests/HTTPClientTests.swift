import Essentials
import Glibc
import HTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPClientTests {
    private func client(
        _ change: (inout HTTPClientConfiguration) -> Void = { _ in }
    ) throws -> HTTPClient {
        var configuration = HTTPClientConfiguration()
        configuration.targetGuard = TargetGuard(allowsPrivateTargets: true)
        change(&configuration)
        return try HTTPClient(configuration)
    }

    @Test func `a post carries body, headers and user agent`() async throws {
        let sink = HTTPSink()
        let client = try client { $0.userAgent = "Heliograph/9" }
        let result = await client.send(
            OutgoingRequest(
                id: 1,
                url: sink.url("/hook?a=b"),
                headers: ["Content-Type: application/json", "webhook-id: 7"],
                body: Array(#"{"a":1}"#.utf8)
            )
        )
        #expect(result == .answered(status: 200, body: []))
        let request = try #require(sink.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/hook?a=b")
        #expect(request.body == Array(#"{"a":1}"#.utf8))
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("webhook-id") == "7")
        #expect(request.header("User-Agent") == "Heliograph/9")
        #expect(request.header("Expect") == nil)
    }

    @Test func `a handle used again sends nothing of the call before`() async throws {
        let sink = HTTPSink()
        let client = try client()
        _ = await client.send(
            OutgoingRequest(id: 1, url: sink.url("/a"), headers: ["x-a: 1"], body: [65, 66, 67])
        )
        _ = await client.send(OutgoingRequest(id: 2, method: .get, url: sink.url("/b")))
        _ = await client.send(OutgoingRequest(id: 3, url: sink.url("/c"), body: [68]))
        let requests = sink.requests
        #expect(requests.map(\.path) == ["/a", "/b", "/c"])
        #expect(requests.map(\.method) == ["POST", "GET", "POST"])
        #expect(requests.map(\.body) == [[65, 66, 67], [], [68]])
        #expect(requests[1].header("x-a") == nil)
        #expect(sink.connectionCount == 1)
    }

    @Test func `a header with a line break is left out`() async throws {
        let sink = HTTPSink()
        let client = try client()
        _ = await client.send(
            OutgoingRequest(id: 1, url: sink.url(), headers: ["x-a: 1\r\nx-b: 2", "x-c: 3"])
        )
        let request = try #require(sink.requests.first)
        #expect(request.header("x-b") == nil)
        #expect(request.header("x-c") == "3")
    }

    @Test func `the body is given back when wanted, up to its bound`() async throws {
        let sink = HTTPSink { _ in
            .answer(status: 201, body: Array(repeating: 120, count: 100_000))
        }
        let client = try client { $0.longestBody = 1000 }
        let kept = await client.send(
            OutgoingRequest(id: 1, method: .get, url: sink.url(), keepsBody: true)
        )
        let other = await client.send(OutgoingRequest(id: 2, method: .get, url: sink.url()))
        #expect(kept == .answered(status: 201, body: Array(repeating: 120, count: 1000)))
        #expect(other == .answered(status: 201, body: []))
    }

    @Test func `the wait that an endpoint asks for is told, of that answer only`() async throws {
        let sink = HTTPSink { request in
            switch request.path {
            case "/seconds": .answer(status: 429, headers: ["Retry-After: 120"])
            case "/date":
                .answer(status: 503, headers: ["Retry-After: Fri, 31 Dec 2100 23:59:59 GMT"])
            case "/past":
                .answer(status: 503, headers: ["Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"])
            case "/nonsense": .answer(status: 503, headers: ["Retry-After: soon"])
            default: .answer(status: 503)
            }
        }
        let client = try client()
        var waits: [Duration?] = []
        for (id, path) in ["seconds", "none", "date", "past", "nonsense"].enumerated() {
            let collector = Collector()
            client.perform(
                [OutgoingRequest(id: id, url: sink.url("/" + path))],
                answersTo: collector
            )
            waits.append(await collector.answers(1).first?.retryAfter)
        }
        #expect(waits.count == 5)
        #expect(waits[0] == .seconds(120))
        #expect(waits[1] == nil)
        #expect((waits[2] ?? .zero) > .seconds(365 * 86_400))
        #expect(waits[3] == nil)
        #expect(waits[4] == nil)
    }

    @Test func `a redirect is an answer and is not followed`() async throws {
        let sink = HTTPSink { request in
            request.path == "/"
                ? .answer(status: 307, headers: ["Location: /other"]) : .answer(status: 200)
        }
        let client = try client()
        let result = await client.send(OutgoingRequest(id: 1, url: sink.url(), body: [65]))
        #expect(result == .answered(status: 307, body: []))
        #expect(sink.requestCount == 1)
    }

    @Test func `an endpoint that does not answer in time fails alone`() async throws {
        let sink = HTTPSink { $0.path == "/slow" ? .hold : .answer(status: 204) }
        let client = try client()
        async let slow = client.send(
            OutgoingRequest(id: 1, url: sink.url("/slow"), timeout: .milliseconds(200))
        )
        let quick = await client.send(OutgoingRequest(id: 2, url: sink.url("/quick")))
        #expect(quick == .answered(status: 204, body: []))
        #expect(await slow == .failed(.timeout))
    }

    @Test func `a closed connection and a closed port are failures`() async throws {
        let sink = HTTPSink { _ in .close }
        let client = try client()
        let closed = await client.send(OutgoingRequest(id: 1, url: sink.url()))
        guard case .failed(.connection) = closed else {
            Issue.record("\(closed)")
            return
        }
        let absent = await client.send(OutgoingRequest(id: 2, url: "http://127.0.0.1:1/"))
        guard case .failed(.connection) = absent else {
            Issue.record("\(absent)")
            return
        }
    }

    @Test func `private targets are refused when written and when resolved`() async throws {
        let sink = HTTPSink()
        let client = try client { $0.targetGuard = TargetGuard(allowsPrivateTargets: false) }
        for host in ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "localhost", "[::ffff:7f00:1]"] {
            let url = "http://\(host):\(sink.port)/"
            let result = await client.send(OutgoingRequest(id: 1, url: url))
            guard case .failed(.refused) = result else {
                Issue.record("\(host): \(result)")
                continue
            }
        }
        #expect(sink.connectionCount == 0)
    }

    @Test func `a name that resolves to loopback is refused at the socket`() async throws {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, 255)
        let host = String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
        let client = try client { $0.targetGuard = TargetGuard(allowsPrivateTargets: false) }
        let result = await client.send(OutgoingRequest(id: 1, url: "http://\(host):9/"))
        // The machine's own name has a private address, or none at all in a bare container.
        #expect(result != .answered(status: 200, body: []))
        switch result {
        case .failed(.refused), .failed(.unresolved): break
        default: Issue.record("\(host): \(result)")
        }
    }

    @Test func `a thousand calls are answered once each within the bounds per host`() async throws {
        let sink = HTTPSink()
        let client = try client { $0.mostInFlightPerHost = 8 }
        let collector = Collector()
        let requests = (0..<1000).map { OutgoingRequest(id: $0, url: sink.url(), body: [65]) }
        client.perform(requests, answersTo: collector)
        let answers = await collector.answers(1000)
        #expect(Set(answers.map(\.id)) == Set(0..<1000))
        #expect(answers.allSatisfy { $0.result == .answered(status: 200, body: []) })
        #expect(sink.connectionCount <= 8)
        #expect(sink.requestCount == 1000)
    }

    @Test func `what does not fit is refused and stop answers the rest`() async throws {
        let sink = HTTPSink { _ in .hold }
        let client = try client { $0.mostWaiting = 10 }
        let collector = Collector()
        let batch = { (range: Range<Int>) in
            range.map { OutgoingRequest(id: $0, url: sink.url()) }
        }
        client.perform(batch(0..<11), answersTo: collector)
        #expect(await collector.answers(11).allSatisfy { $0.result == .failed(.overloaded) })
        client.perform(batch(11..<20), answersTo: collector)
        client.stop()
        client.perform(batch(20..<22), answersTo: collector)
        let answers = await collector.answers(22).dropFirst(11)
        #expect(answers.allSatisfy { $0.result == .failed(.stopped) })
        #expect(Set(answers.map(\.id)) == Set(11..<22))
    }
}
