/// The answer of a handler.
///
/// The server adds `Content-Length` or, for a stream, `Transfer-Encoding`, and `Date`,
/// `Connection` and `X-Request-Id`. Invalid header names are dropped, and control characters in
/// values become spaces, so that a value from outside cannot end a header early.
public struct HTTPResponse: Sendable {
    /// The status code.
    public var status: Int
    /// Header fields, sent in this order.
    public var headers: [(name: String, value: String)]
    /// The body; `HEAD` requests get only its length.
    public var body: [UInt8]
    /// The body if it is produced while it is sent; replaces ``body``.
    public var stream: (any HTTPBodyStream)?
    /// The name of the route that answered, for metrics and logs; empty when none matched.
    public var routeName: String

    /// Creates a response.
    public init(
        status: Int,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        routeName: String = ""
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.routeName = routeName
    }

    /// A response whose body is produced while it is sent.
    public static func stream(
        _ contentType: String,
        _ stream: some HTTPBodyStream
    ) -> HTTPResponse {
        var response = HTTPResponse(status: 200, headers: [("Content-Type", contentType)])
        response.stream = stream
        return response
    }

    /// A response with a JSON body.
    public static func json(status: Int = 200, bytes: [UInt8]) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [("Content-Type", "application/json")],
            body: bytes
        )
    }

    /// A response without a body.
    public static func empty(status: Int) -> HTTPResponse { HTTPResponse(status: status) }

    /// A JSON object with one member, `message`.
    public static func message(status: Int, _ text: String) -> HTTPResponse {
        var bytes = Array(#"{"message":""#.utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<32: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        bytes += Array(#""}"#.utf8)
        return .json(status: status, bytes: bytes)
    }

    /// Sets a header, replacing every field of the same name.
    public mutating func setHeader(_ name: String, _ value: String) {
        headers.removeAll { equalsIgnoringCase($0.name.utf8, name.utf8) }
        headers.append((name, value))
    }
}
