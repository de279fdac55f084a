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
    let respond: Responder
    /// The names in braces, in order.
    let captureNames: [String]

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
        captureNames = pattern.split(separator: "/").compactMap { Segment($0).name }
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
        map { HTTPRoute($0.method, prefix + $0.pattern, name: $0.name, respond: $0.respond) }
    }
}
