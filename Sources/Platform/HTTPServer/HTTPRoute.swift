/// One line of a routing table: a method, a pattern, a name and a handler.
///
/// A pattern is a path whose segments are literals, `{name}` for any one non-empty segment, or, as
/// the last one, `{name...}` for the rest of the path, which may be empty. So `/sms/{id}` matches
/// `/sms/65f0` and `/sms/65f0/`, and captures `id`.
public struct HTTPRoute: Sendable {
    /// Answers a request to the route.
    public typealias Responder = @Sendable (HTTPRequest) async -> HTTPResponse

    /// The method.
    public let method: HTTPMethod
    /// The pattern.
    public let pattern: String
    /// The name of the route in metrics and logs.
    public let name: String
    private let respond: Responder
    private let receivesBody: Bool
    /// The names in braces, in order.
    let captureNames: [String]

    /// Creates a route.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - pattern: the pattern.
    ///   - name: the name in metrics and logs.
    ///   - receivesBody: whether the handler itself receives the body, once it knows the caller;
    ///     otherwise the body is there when the handler starts.
    ///   - respond: answers.
    public init(
        _ method: HTTPMethod,
        _ pattern: String,
        name: String,
        receivesBody: Bool = false,
        respond: @escaping Responder
    ) {
        self.method = method
        self.pattern = pattern
        self.name = name
        self.receivesBody = receivesBody
        self.respond = respond
        captureNames = pattern.split(separator: "/").compactMap { Segment($0).name }
    }

    private init(_ route: HTTPRoute, below prefix: String) {
        self.init(
            route.method,
            prefix + route.pattern,
            name: route.name,
            receivesBody: route.receivesBody,
            respond: route.respond
        )
    }

    /// The same route below a prefix.
    func mounted(under prefix: String) -> HTTPRoute { HTTPRoute(self, below: prefix) }

    /// Answers a request to the route.
    func answer(_ request: HTTPRequest) async -> HTTPResponse {
        guard request.source != nil, !receivesBody else { return await respond(request) }
        switch await request.receivingBody() {
        case .complete(let complete): return await respond(complete)
        case .refused(let response): return response
        }
    }
}

/// A segment of a pattern.
enum Segment {
    case literal(String)
    case capture(String)
    case rest(String)

    init(_ text: Substring) {
        guard text.hasPrefix("{"), text.hasSuffix("}") else {
            self = .literal(String(text))
            return
        }
        let name = text.dropFirst().dropLast()
        self = name.hasSuffix("...") ? .rest(String(name.dropLast(3))) : .capture(String(name))
    }

    /// The name between the braces; nil for a literal.
    var name: String? {
        switch self {
        case .literal: nil
        case .capture(let name), .rest(let name): name
        }
    }
}

extension [HTTPRoute] {
    /// The same routes below a prefix, such as `/transactional/v1`.
    public func mounted(under prefix: String) -> [HTTPRoute] {
        map { $0.mounted(under: prefix) }
    }
}
