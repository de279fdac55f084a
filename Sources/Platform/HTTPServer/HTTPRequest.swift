/// One request: complete, or its head until ``receivingBody(for:)`` was called.
public struct HTTPRequest: Sendable {
    /// The method.
    public let method: HTTPMethod
    /// The path as the client wrote it, percent-encoded, without the query.
    public let path: String
    /// The names and values of the query, decoded, in order.
    public let query: [QueryItem]
    /// The header fields.
    public let headers: HTTPHeaders
    /// The body; empty when there was none, or when it was not received yet.
    public internal(set) var body: [UInt8]
    /// The peer's numeric address, without the port.
    public let remoteAddress: String
    /// The request's id in logs and answers: the client's `X-Request-Id`, or a generated one.
    public let id: String
    /// The values that the route's pattern captured from the path.
    public internal(set) var parameters = PathParameters()
    /// Where the body comes from; nil when it is there, or when there is none.
    var source: BodySource?

    /// Creates a request; handlers get theirs from the server, tests create their own.
    public init(
        _ method: HTTPMethod,
        _ path: String,
        query: [QueryItem] = [],
        headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1",
        id: String = "0"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
        self.id = id
    }

    /// The value of the first query item with the name; nil if it is missing or has no value.
    public func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}

/// A name of a query, and its value.
public struct QueryItem: Hashable, Sendable {
    /// The name, decoded.
    public let name: String
    /// The value, decoded; nil when the item had no `=`.
    public let value: String?

    /// Creates an item from decoded text.
    public init(name: String, value: String?) {
        self.name = name
        self.value = value
    }
}

/// The values that a route's pattern captured from a path, percent-decoded, in the pattern's
/// order.
public struct PathParameters: Sendable {
    private var captures: [(name: String, value: String)] = []

    /// Creates parameters from names and values.
    public init(_ captures: [(name: String, value: String)] = []) { self.captures = captures }

    /// The value captured under the name; nil when the route's pattern has no such name.
    public subscript(name: String) -> String? {
        captures.first { $0.name == name }?.value
    }
}
