/// One line of a routing table: a verb, a pattern, a name and what answers.
///
/// A pattern is a path whose segments are literals, `{name}` for any one segment that is not empty,
/// or, as the last one, `{name...}` for the rest of the path, which may be empty. So
/// `/sms/{id}` matches `/sms/65f0` and `/sms/65f0/` and captures `id`.
public struct Route: Sendable {
    /// What answers a request of the route.
    public typealias Responder = @Sendable (HTTPRequest) async -> HTTPResponse

    let method: HTTPMethod
    let pattern: String
    let name: String
    let respond: Responder

    /// Creates a route.
    public init(
        _ method: HTTPMethod,
        _ pattern: String,
        name: String,
        respond: @escaping Responder
    ) {
        self.method = method
        self.pattern = pattern
        self.name = name
        self.respond = respond
    }
}

extension [Route] {
    /// The same routes below a prefix, as `/transactional/v1`.
    public func mounted(under prefix: String) -> [Route] {
        map { Route($0.method, prefix + $0.pattern, name: $0.name, respond: $0.respond) }
    }
}
