/// One request, read completely.
public struct HTTPRequest: Sendable {
    /// The verb.
    public let method: HTTPMethod
    /// The path as the client wrote it, percent-escapes and all, without the query.
    public let path: String
    /// The names and values of the query, decoded, in order.
    public let query: [QueryItem]
    /// The header fields.
    public let headers: HTTPHeaders
    /// The body; empty when there was none.
    public let body: [UInt8]
    /// The peer's address in numbers, without the port.
    public let remoteAddress: String
    /// The request's name in logs and answers: the client's `X-Request-Id`, or one made here.
    public let id: String
    /// What the route's pattern captured from the path.
    public internal(set) var parameters = PathParameters()

    /// Creates a request; handlers get theirs from the server, tests make their own.
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

    /// The value of the first query item with the name; nil without one or when it has no value.
    public func queryValue(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}

/// One name of a query, and its value.
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

/// What a route's pattern captured from a path, percent-decoded, in the pattern's order.
public struct PathParameters: Sendable {
    private var captures: [(name: String, value: String)] = []

    /// Creates parameters from names and values.
    public init(_ captures: [(name: String, value: String)] = []) { self.captures = captures }

    /// The value captured under the name; nil when the route's pattern has no such name.
    public subscript(name: String) -> String? {
        captures.first { $0.name == name }?.value
    }
}
