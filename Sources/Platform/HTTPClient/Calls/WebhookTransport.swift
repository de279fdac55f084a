/// Makes HTTP calls to addresses that customers chose.
///
/// Calls and answers cross threads in batches: one `perform` may pass a thousand requests, and
/// their answers come back in batches as they arrive.
public protocol WebhookTransport: Sendable {
    /// Starts the calls; each gets exactly one answer, even if it could not be made.
    ///
    /// Returns at once. Requests beyond the transport's limits fail with
    /// ``OutgoingFailure/overloaded``.
    func perform(_ requests: [OutgoingRequest], answersTo receiver: any AnswerReceiver)
}

/// Receives the answers to outgoing requests.
public protocol AnswerReceiver: AnyObject, Sendable {
    /// Receives the answers of one turn; runs on the transport's thread, so it must be quick.
    func take(_ answers: [OutgoingAnswer])
}

/// An HTTP call to make.
public struct OutgoingRequest: Hashable, Sendable {
    /// The methods of outgoing calls.
    public enum Method: Sendable {
        /// GET; the body is not sent.
        case get
        /// POST with the body.
        case post
    }

    /// The caller's number for the request, returned with the answer.
    public let id: Int
    /// The method.
    public let method: Method
    /// The address; only `http` and `https`, without credentials.
    public let url: String
    /// Header lines, such as `Content-Type: application/json`; without CR and LF.
    public let headers: [String]
    /// The body.
    public let body: [UInt8]
    /// How long the call may take, from connecting to the last byte.
    public let timeout: Duration
    /// Whether the answer's body is wanted.
    public let keepsBody: Bool

    /// Creates the value.
    public init(
        id: Int,
        method: Method = .post,
        url: String,
        headers: [String] = [],
        body: [UInt8] = [],
        timeout: Duration = .seconds(5),
        keepsBody: Bool = false
    ) {
        self.id = id
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.keepsBody = keepsBody
    }
}

/// The result of one outgoing request.
public struct OutgoingAnswer: Hashable, Sendable {
    /// The number that the caller gave the request.
    public let id: Int
    /// The answer.
    public let result: Result
    /// How long the endpoint asks us to wait, by `Retry-After`; nil if it does not ask.
    public let retryAfter: Duration?

    /// The two ways a call ends.
    public enum Result: Hashable, Sendable {
        /// The endpoint answered; the body is empty unless it was wanted.
        case answered(status: Int, body: [UInt8])
        /// There was no answer.
        case failed(OutgoingFailure)
    }

    /// Creates the value.
    public init(id: Int, result: Result, retryAfter: Duration? = nil) {
        self.id = id
        self.result = result
        self.retryAfter = retryAfter
    }
}

/// Why an outgoing call got no answer.
public enum OutgoingFailure: Error, Hashable, Sendable {
    /// The address is malformed or may not be called; the text says why.
    case refused(String)
    /// The host name has no address.
    case unresolved
    /// The answer was not complete within the time limit.
    case timeout
    /// The certificate was not accepted or the TLS handshake failed.
    case tls(String)
    /// Connecting, sending or receiving failed.
    case connection(String)
    /// Too many calls are waiting; this one was not made.
    case overloaded
    /// The transport was stopped before.
    case stopped
}

extension OutgoingFailure: CustomStringConvertible {
    /// The reason, for dead letters and logs.
    public var description: String {
        switch self {
        case .refused(let reason): "refused: \(reason)"
        case .unresolved: "host name has no address"
        case .timeout: "timed out"
        case .tls(let reason): "TLS: \(reason)"
        case .connection(let reason): "connection: \(reason)"
        case .overloaded: "too many calls wait"
        case .stopped: "stopped before it was made"
        }
    }
}
