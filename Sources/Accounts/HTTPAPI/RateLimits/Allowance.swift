public import Essentials
public import HTTPServer

/// The state of a rate-limit window after a request was counted.
public struct Allowance: Sendable {
    /// The number of requests that a window allows.
    public let limit: Int
    /// The number of requests left.
    public let remaining: Int
    /// When the window ends.
    public let resetAt: Timestamp
    /// The seconds until then, rounded up.
    public let secondsLeft: Int
    /// Whether the counted request is allowed.
    public let isAllowed: Bool

    /// Writes the documented headers, and those of the IETF draft "RateLimit header fields".
    public func describe(in response: inout HTTPResponse) {
        let reset = (resetAt.microseconds + 999_999) / 1_000_000
        response.headers.append(("X-RateLimit-Limit", String(limit)))
        response.headers.append(("X-RateLimit-Remaining", String(remaining)))
        response.headers.append(("X-RateLimit-Reset", String(reset)))
        response.headers.append(("RateLimit-Policy", "\"minute\";q=\(limit);w=60"))
        response.headers.append(("RateLimit", "\"minute\";r=\(remaining);t=\(secondsLeft)"))
    }

    /// The 429 for a request beyond the limit; it has no body.
    public var refusal: HTTPResponse {
        var response = HTTPResponse.empty(status: 429)
        describe(in: &response)
        return response
    }
}
