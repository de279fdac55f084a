/// The method of a request.
public enum HTTPMethod: Hashable, Sendable {
    case get, head, post, put, patch, delete, options
    /// Any other method, as the client wrote it.
    case other(String)

    /// Reads a method; methods are case-sensitive.
    public init(_ name: String) {
        switch name {
        case "GET": self = .get
        case "HEAD": self = .head
        case "POST": self = .post
        case "PUT": self = .put
        case "PATCH": self = .patch
        case "DELETE": self = .delete
        case "OPTIONS": self = .options
        default: self = .other(name)
        }
    }

    /// The method as it is written in a request line.
    public var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other(let name): name
        }
    }

    /// The method for metrics: clients must not be able to invent label values.
    var label: String {
        if case .other = self { "other" } else { name }
    }
}
