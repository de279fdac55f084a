import Essentials
import HTTPServer
import Testing

@Suite struct RouterTests {
    private let router = Router(
        [
            HTTPRoute(.get, "/", name: "root") { _ in .empty(status: 200) },
            HTTPRoute(.get, "/sms", name: "sms-list") { _ in .empty(status: 200) },
            HTTPRoute(.post, "/sms", name: "sms-create") { _ in .empty(status: 201) },
            HTTPRoute(.post, "/sms/bulk", name: "sms-bulk") { _ in .empty(status: 201) },
            HTTPRoute(.get, "/sms/{id}", name: "sms-read") { request in
                .json(bytes: Array((request.parameters["id"] ?? "").utf8))
            },
            HTTPRoute(.get, "/project/{project}/contact/{id}", name: "contact") { request in
                let names = ["project", "id"].map { request.parameters[$0] ?? "?" }
                return .json(bytes: Array(names.joined(separator: "|").utf8))
            },
            HTTPRoute(.get, "/project/mine/settings", name: "settings") { _ in .empty(status: 200)
            },
            HTTPRoute(.get, "/assets/{path...}", name: "assets") { request in
                .json(bytes: Array((request.parameters["path"] ?? "?").utf8))
            },
        ]
            + [HTTPRoute(.get, "/sms", name: "mounted") { _ in .empty(status: 200) }]
            .mounted(under: "/transactional/v1")
    )

    private func ask(_ method: HTTPMethod, _ path: String) async -> HTTPResponse {
        await router.respond(to: HTTPRequest(method, path))
    }

    @Test(
        arguments: [
            ("/", "root"), ("/sms", "sms-list"), ("/sms/", "sms-list"), ("/%73ms", "sms-list"),
            ("/sms/65f0", "sms-read"), ("/sms/65f0/", "sms-read"),
            ("/transactional/v1/sms", "mounted"), ("/transactional/v1/sms/", "mounted"),
            ("/project/mine/settings", "settings"), ("/project/mine/contact/1", "contact"),
            ("/assets", "assets"), ("/assets/", "assets"), ("/assets/a/b.css", "assets"),
        ]
    )
    func `a path finds its route`(path: String, name: String) async {
        let response = await ask(.get, path)
        #expect(response.routeName == name)
        #expect(response.status == 200)
    }

    @Test(
        arguments: [
            "/nope", "//sms", "/sms//", "/sms/1/2", "/project//contact/1", "sms", "", "*",
            "/transactional/v1", "/SMS",
        ]
    )
    func `an unknown path is answered 404 with a message`(path: String) async {
        let response = await ask(.get, path)
        #expect(response.status == 404)
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"message":"Not Found"}"#)
    }

    @Test(arguments: [("gzip", 415), ("br, gzip", 415), ("identity", 201), ("", 201)])
    func `a body in a coding that nobody reads is answered 415`(
        coding: String,
        status: Int
    ) async {
        let headers = HTTPHeaders([("Content-Encoding", coding)])
        let request = HTTPRequest(.post, "/sms", headers: headers, body: [0x1F, 0x8B])
        let response = await router.respond(to: request)
        #expect(response.status == status)
        #expect(response.headers.contains { $0.0 == "Accept-Encoding" } == (status == 415))
    }

    @Test(arguments: [("/nope", 404), ("/a", 405), ("/b", 415)])
    func `whoever makes the router may complete what it refuses`(
        path: String,
        status: Int
    ) async {
        let table = [
            HTTPRoute(.get, "/a", name: "a") { _ in .empty(status: 200) },
            HTTPRoute(.post, "/b", name: "b") { _ in .empty(status: 200) },
        ]
        let router = Router(table) { request, refusal in
            var answer = refusal
            answer.headers.append(("X-Path", request.path))
            return answer
        }
        let headers = HTTPHeaders([("Content-Encoding", "gzip")])
        let request = HTTPRequest(.post, path, headers: headers, body: [1])
        let response = await router.respond(to: request)
        #expect(response.status == status)
        #expect(response.headers.contains { $0.0 == "X-Path" && $0.1 == path })
    }

    @Test func `a known path with another verb is answered 405 with Allow`() async {
        let response = await ask(.delete, "/sms")
        #expect(response.status == 405)
        #expect(response.headers.contains { $0 == ("Allow", "GET, HEAD, OPTIONS, POST") })
        #expect(!response.body.isEmpty)
        #expect(await ask(.other("BREW"), "/sms/bulk").status == 405)
    }

    @Test func `OPTIONS is answered with Allow`() async {
        let response = await ask(.options, "/sms/bulk")
        #expect(response.status == 204)
        #expect(response.headers.contains { $0 == ("Allow", "OPTIONS, POST") })
        #expect(response.body.isEmpty)
    }

    @Test func `two routes with one verb and pattern stop the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = Router([
                HTTPRoute(.get, "/sms/{id}", name: "first") { _ in .empty(status: 200) },
                HTTPRoute(.get, "/sms/{number}", name: "second") { _ in .empty(status: 200) },
            ])
        }
    }

    @Test func `HEAD is answered by the route for GET`() async {
        #expect(await ask(.head, "/sms/1").routeName == "sms-read")
        #expect(await ask(.head, "/sms/bulk").status == 405)
    }

    @Test(
        arguments: [
            ("/project/a%2Fb/contact/c+d%20e", "a/b|c+d e"),
            ("/project/%ff/contact/%zz", "\u{FFFD}|%zz"),
            ("/project/mine/contact/1", "mine|1"),
        ]
    )
    func `captures are decoded after the path is split`(path: String, captured: String) async {
        #expect(String(decoding: await ask(.get, path).body, as: UTF8.self) == captured)
    }

    @Test func `the rest of a path is one capture`() async {
        #expect(await ask(.get, "/assets/css/app%20x.css").body == Array("css/app x.css".utf8))
    }

    @Test func `any segment survives escaping and routing`() async {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            let length = Int.random(in: 1...8, using: &generator)
            let text = String(
                String.UnicodeScalarView(
                    (0..<length).map { _ in
                        Unicode.Scalar(UInt8.random(in: 0...255, using: &generator))
                    }
                )
            )
            let escaped = text.utf8.map { byte in
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: Bool.random())
            }
            let response = await ask(.get, "/sms/" + escaped.joined())
            if text != "bulk" { #expect(response.body == Array(text.utf8)) }
        }
    }
}

@Suite struct HTTPHeadersTests {
    @Test func `names are looked up without regard to case, in order`() {
        let headers = HTTPHeaders([("Accept", "a"), ("X-Id", "1"), ("accept", "b")])
        #expect(headers["ACCEPT"] == "a")
        #expect(headers.values("Accept") == ["a", "b"])
        #expect(headers["missing"] == nil)
        #expect(headers.count == 3)
        #expect(headers.fields.map(\.name) == ["Accept", "X-Id", "accept"])
    }

    @Test func `random fields come back as they were`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<100 {
            let fields = (0..<Int.random(in: 0...20, using: &generator)).map { index in
                let length = Int.random(in: 0...300, using: &generator)
                return (name: "N\(index)", value: String(repeating: "é", count: length))
            }
            let headers = HTTPHeaders(fields)
            for field in fields { #expect(headers[field.name.lowercased()] == field.value) }
        }
    }
}
