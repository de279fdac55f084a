import Testing

/// A way to write a request, and what must come of it.
struct RequestShape: CustomTestStringConvertible, Sendable {
    let name: String
    /// The request, with `{V}` for the version.
    let text: String
    let status: Int
    /// The version it is for; nil for both.
    var version: String?

    init(_ name: String, _ text: String, _ status: Int = 400, only version: String? = nil) {
        self.name = name
        self.text = text
        self.status = status
        self.version = version
    }

    var testDescription: String { name }

    /// The request in both versions, or in the one it is for.
    var requests: [String] {
        (version.map { [$0] } ?? ["1.0", "1.1"]).map {
            text.replacing("{V}", with: "HTTP/\($0)")
        }
    }
}

extension RequestShape {
    private static let get = "GET /hello {V}\r\n"
    private static let post = "POST /echo {V}\r\nHost: a\r\n"

    /// What leaves in doubt where a request ends.
    static let lengths = [
        RequestShape("two lengths", post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
        RequestShape(
            "one length twice",
            post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"
        ),
        RequestShape("a list of lengths", post + "Content-Length: 5, 5\r\n\r\nhello"),
        RequestShape("a length with a sign", post + "Content-Length: +5\r\n\r\nhello"),
        RequestShape("a negative length", post + "Content-Length: -5\r\n\r\nhello"),
        RequestShape("a hexadecimal length", post + "Content-Length: 0x5\r\n\r\nhello"),
        RequestShape("a length with a fraction", post + "Content-Length: 5.0\r\n\r\nhello"),
        RequestShape("an empty length", post + "Content-Length:\r\n\r\nhello"),
        RequestShape("a length in two words", post + "Content-Length: 5 5\r\n\r\nhello"),
        RequestShape("a length in quotes", post + "Content-Length: \"5\"\r\n\r\nhello"),
        RequestShape("a length in Arabic digits", post + "Content-Length: ٥\r\n\r\nhello"),
        RequestShape(
            "a vast length",
            post + "Content-Length: 99999999999999999999\r\n\r\nhello",
            413
        ),
        RequestShape("a blank before the colon", post + "Content-Length : 5\r\n\r\nhello"),
        RequestShape("a tab before the colon", post + "Content-Length\t: 5\r\n\r\nhello"),
        RequestShape("a folded length", post + "Content-Length: 5\r\n 0\r\n\r\nhello"),
        RequestShape("a folded field", post + "X: a\r\n\tb\r\nContent-Length: 5\r\n\r\nhello"),
        RequestShape("a blank before the first field", "POST /echo {V}\r\n Host: a\r\n\r\n"),
        RequestShape(
            "a length and chunks",
            post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        RequestShape(
            "chunks and a length",
            post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
        ),
        RequestShape(
            "chunks in the old version",
            post + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            only: "1.0"
        ),
    ]

    /// Transfer codings that are not exactly `chunked`.
    static let codings = [
        RequestShape("another coding", coded("gzip"), only: "1.1"),
        RequestShape("a coding below chunks", coded("gzip, chunked"), 501, only: "1.1"),
        RequestShape("chunks below a coding", coded("chunked, gzip"), only: "1.1"),
        RequestShape("chunks twice", coded("chunked, chunked"), only: "1.1"),
        RequestShape("identity", coded("identity"), only: "1.1"),
        RequestShape("chunks, then identity", coded("chunked, identity"), only: "1.1"),
        RequestShape("a word like chunked", coded("xchunked"), only: "1.1"),
        RequestShape("chunked in quotes", coded("\"chunked\""), only: "1.1"),
        RequestShape("chunked with a parameter", coded("chunked;q=1"), only: "1.1"),
        RequestShape("a vertical tab before it", coded("\u{B}chunked"), only: "1.1"),
        RequestShape("an empty coding", coded(""), only: "1.1"),
        RequestShape("a list that ends with a comma", coded("chunked,"), only: "1.1"),
        RequestShape(
            "two fields of codings",
            post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            only: "1.1"
        ),
        RequestShape(
            "a blank before its colon",
            post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"
        ),
        RequestShape("a folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    ]

    private static func coded(_ coding: String) -> String {
        post + "Transfer-Encoding: \(coding)\r\n\r\n0\r\n\r\n"
    }

    /// Chunks that two programs could read in two ways.
    static let chunks = [
        RequestShape("a chunk with a bare line end", chunked("5\nhello\r\n0\r\n\r\n"), only: "1.1"),
        RequestShape("a chunk ended by LF alone", chunked("5\r\nhello\n0\r\n\r\n"), only: "1.1"),
        RequestShape("a chunk with a sign", chunked("+5\r\nhello\r\n0\r\n\r\n"), only: "1.1"),
        RequestShape("a chunk with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), only: "1.1"),
        RequestShape("a blank before a size", chunked(" 5\r\nhello\r\n0\r\n\r\n"), only: "1.1"),
        RequestShape("a chunk without a size", chunked("\r\nhello\r\n0\r\n\r\n"), only: "1.1"),
        RequestShape("a chunk longer than told", chunked("4\r\nhello\r\n0\r\n\r\n"), only: "1.1"),
        RequestShape(
            "a size that overflows",
            chunked("10000000000000005\r\nhello\r\n"),
            only: "1.1"
        ),
        RequestShape("LF in an extension", chunked("5;a\nb\r\nhello\r\n0\r\n\r\n"), only: "1.1"),
        RequestShape("CR in an extension", chunked("5;a\rb\r\nhello\r\n0\r\n\r\n"), only: "1.1"),
        RequestShape("a word after a size", chunked("5 a\r\nhello\r\n0\r\n\r\n"), only: "1.1"),
        RequestShape(
            "a trailer without a colon",
            chunked("0\r\nGET / HTTP/1.1\r\n\r\n"),
            only: "1.1"
        ),
        RequestShape("a folded trailer", chunked("0\r\nA: b\r\n c\r\n\r\n"), only: "1.1"),
        RequestShape("a trailer ended by LF", chunked("0\r\nA: b\n\r\n"), only: "1.1"),
    ]

    private static func chunked(_ body: String) -> String {
        post + "Transfer-Encoding: chunked\r\n\r\n" + body
    }

    /// Hosts.
    static let hosts = [
        RequestShape("no host", "GET /hello {V}\r\n\r\n", only: "1.1"),
        RequestShape("two hosts", get + "Host: a\r\nHost: b\r\n\r\n"),
        RequestShape("one host twice", get + "Host: a\r\nHost: a\r\n\r\n"),
        RequestShape("an empty host", get + "Host:\r\n\r\n"),
        RequestShape("two hosts in a list", get + "Host: a, b\r\n\r\n"),
        RequestShape("a host with a path", get + "Host: a/b\r\n\r\n"),
        RequestShape("a host with a user", get + "Host: b@a\r\n\r\n"),
        RequestShape("a host with a blank", get + "Host: a b\r\n\r\n"),
        RequestShape("a port that is none", get + "Host: a:http\r\n\r\n"),
        RequestShape("a port beyond all", get + "Host: a:65536\r\n\r\n"),
        RequestShape("a host in half a bracket", get + "Host: [::1\r\n\r\n"),
        RequestShape("another host than the target's", "GET http://b/hello {V}\r\nHost: a\r\n\r\n"),
        RequestShape(
            "another port than the target's",
            "GET http://a:81/hello {V}\r\nHost: a\r\n\r\n"
        ),
        RequestShape("a target with a user", "GET http://u@a/hello {V}\r\nHost: a\r\n\r\n"),
        RequestShape("a target of another scheme", "GET ftp://a/hello {V}\r\nHost: a\r\n\r\n"),
    ]

    /// Request lines and lines.
    static let lines = [
        RequestShape("LF alone", "GET /hello {V}\nHost: a\n\n"),
        RequestShape("LF alone after the first line", "GET /hello {V}\nHost: a\r\n\r\n"),
        RequestShape("LF alone at the end", get + "Host: a\n\r\n"),
        RequestShape("CR alone", get + "Host: a\rX: b\r\n\r\n"),
        RequestShape("CR in a value", get + "Host: a\r\nX: a\rContent-Length: 5\r\n\r\n"),
        RequestShape("NUL in a value", get + "Host: a\r\nX: a\0b\r\n\r\n"),
        RequestShape("NUL in a name", get + "Host: a\r\nX\0: a\r\n\r\n"),
        RequestShape("a bell in a value", get + "Host: a\r\nX: \u{7}\r\n\r\n"),
        RequestShape("a name that is no token", get + "Host: a\r\nX(: a\r\n\r\n"),
        RequestShape("a name in Greek", get + "Host: a\r\nπ: a\r\n\r\n"),
        RequestShape("an empty name", get + "Host: a\r\n: a\r\n\r\n"),
        RequestShape("a field without a colon", get + "Host: a\r\nX\r\n\r\n"),
        RequestShape("two blanks before the target", "GET  /hello {V}\r\nHost: a\r\n\r\n"),
        RequestShape("two blanks after the target", "GET /hello  {V}\r\nHost: a\r\n\r\n"),
        RequestShape("a tab after the method", "GET\t/hello {V}\r\nHost: a\r\n\r\n"),
        RequestShape("a blank after the version", "GET /hello {V} \r\nHost: a\r\n\r\n"),
        RequestShape("a blank in the target", "GET /hel lo {V}\r\nHost: a\r\n\r\n"),
        RequestShape("a fragment", "GET /hello#x {V}\r\nHost: a\r\n\r\n"),
        RequestShape("a target without a slash", "GET hello {V}\r\nHost: a\r\n\r\n"),
        RequestShape("a star for GET", "GET * {V}\r\nHost: a\r\n\r\n"),
        RequestShape("no version", "GET /hello\r\nHost: a\r\n\r\n", only: "1.1"),
        RequestShape("a version in small letters", "GET /hello http/1.1\r\nHost: a\r\n\r\n"),
        RequestShape("HTTP/2.0", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        RequestShape("HTTP/1.2", "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n", 505),
        RequestShape("HTTP/11", "GET /hello HTTP/11\r\nHost: a\r\n\r\n"),
        RequestShape("HTTP/01.1", "GET /hello HTTP/01.1\r\nHost: a\r\n\r\n"),
        RequestShape("two empty lines first", "\r\n\r\nGET /hello {V}\r\nHost: a\r\n\r\n"),
        RequestShape("a blank first", " GET /hello {V}\r\nHost: a\r\n\r\n"),
        RequestShape(
            "a method of a kilobyte",
            String(repeating: "G", count: 1000) + " / {V}\r\n\r\n"
        ),
        RequestShape("another expectation", get + "Host: a\r\nExpect: 200-ok\r\n\r\n", 417),
    ]

    /// What is unusual and right.
    static let lawful = [
        RequestShape("the old version without a host", "GET /hello {V}\r\n\r\n", 200, only: "1.0"),
        RequestShape("an empty line first", "\r\nGET /hello {V}\r\nHost: a\r\n\r\n", 200),
        RequestShape("no blank after a colon", get + "Host:a\r\nX:\r\n\r\n", 200),
        RequestShape("blanks around a value", get + "Host: \t a \t\r\n\r\n", 200),
        RequestShape("a host with a port", get + "Host: a.b-c_d:8080\r\n\r\n", 200),
        RequestShape("a host in brackets", get + "Host: [2001:db8::1]:443\r\n\r\n", 200),
        RequestShape("a target that is a URL", "GET HTTP://A/hello {V}\r\nHost: a:80\r\n\r\n", 200),
        RequestShape("a value beyond ASCII", get + "Host: a\r\nX: é\r\n\r\n", 200),
        RequestShape("a length with zeros", post + "Content-Length: 005\r\n\r\nhello", 200),
        RequestShape("no body where none is told", post + "\r\n", 200),
        RequestShape(
            "chunks with extensions and a trailer",
            chunked("5;a=b\r\nhello\r\n0 ;x\r\nA: b\r\nC:\r\n\r\n"),
            200,
            only: "1.1"
        ),
        RequestShape("a coding in capitals", coded(" CHUNKED "), 200, only: "1.1"),
    ]
}
