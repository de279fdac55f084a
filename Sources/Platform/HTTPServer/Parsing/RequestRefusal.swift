/// Why a request is not read any further: its answer, after which the connection ends.
///
/// What follows a request whose end is in doubt could be anything, also a request that somebody
/// else smuggled in. So the connection is never used again.
struct RequestRefusal: Error, Hashable {
    let status: Int
    let message: String

    init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    private static func malformed(_ message: String) -> RequestRefusal { .init(400, message) }

    static let notHTTP = malformed("The request is not HTTP/1.1")
    static let lineEnd = malformed("A line must end with CR and LF")
    static let requestLine = malformed("The request line must be a method, a target and a version")
    static let target = malformed("The target must be a path, or a URL with http or https")
    static let version = RequestRefusal(505, "Only HTTP/1.1 and HTTP/1.0 are supported")
    static let folded = malformed("A header field must stand on one line")
    static let blankBeforeColon = malformed("No blank may stand before a header field's colon")
    static let fieldName = malformed("A header field's name must be a token, followed by a colon")
    static let fieldValue = malformed("A header field's value must not contain control characters")
    static let missingHost = malformed("The header field Host is missing")
    static let doubleHost = malformed("The header field Host must occur once")
    static let badHost = malformed("The header field Host must be a host, and a port if need be")
    static let otherHost = malformed("The header field Host must agree with the target")
    static let badLength = malformed("The header field Content-Length must be a number")
    static let doubleLength = malformed("The header field Content-Length must occur once")
    static let doubleFraming =
        malformed("Content-Length and Transfer-Encoding exclude each other")
    static let codingInOldVersion = malformed("HTTP/1.0 has no Transfer-Encoding")
    static let badCoding = malformed("The header field Transfer-Encoding must be: chunked")
    static let unknownCoding = RequestRefusal(501, "The only transfer coding is chunked")
    static let badChunk = malformed("A chunk of the body is malformed")
    static let badTrailer = malformed("The trailer of the body is malformed")
    static let expectation = RequestRefusal(417, "The only expectation is 100-continue")
    static let longTarget = RequestRefusal(414, "URI too long")
    static let largeFields = RequestRefusal(431, "Request header fields too large")
    static let largeBody = RequestRefusal(413, "Request body too large")
    static let busy = RequestRefusal(503, "Too many bytes of requests wait to be read")

    var response: HTTPResponse {
        var response = HTTPResponse.message(status: status, message)
        if status == 503 { response.headers.append(("Retry-After", "1")) }
        return response
    }
}
