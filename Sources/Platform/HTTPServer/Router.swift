/// Finds the route of a request; answers 404, 405, 415 and `OPTIONS` itself.
///
/// Literal segments win over captured ones, segment by segment. Segments are percent-decoded after
/// the path is split, so `%2F` stays within its segment. A trailing slash makes no difference.
/// `HEAD` is answered by the route for `GET` unless there is one for `HEAD`.
public struct Router: HTTPHandler {
    private let tree: RouteTree
    private let refuse: @Sendable (HTTPRequest, HTTPResponse) -> HTTPResponse

    /// Creates a router.
    ///
    /// Two routes with the same method and pattern are a programming error, and stop the program.
    ///
    /// - Parameters:
    ///   - table: the routes.
    ///   - refuse: turns the router's own response to a request without a route into the final
    ///     one.
    public init(
        _ table: [HTTPRoute],
        refuse: @escaping @Sendable (HTTPRequest, HTTPResponse) -> HTTPResponse = { $1 }
    ) {
        tree = RouteTree(table)
        self.refuse = refuse
    }

    /// Answers with the matching route, or with the reason why there is none.
    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard let match = tree.match(request.path) else {
            return refuse(request, .message(status: 404, "Not Found"))
        }
        guard let route = tree.route(for: request.method, at: match.node) else {
            let allowed = tree.allowed(at: match.node)
            return refuse(request, refusal(for: request.method, allowed: allowed))
        }
        if let refusal = unreadable(request) { return refuse(request, refusal) }
        var routed = request
        if !match.captures.isEmpty {
            routed.parameters = PathParameters(Array(zip(route.captureNames, match.captures)))
        }
        var response = await route.answer(routed)
        if response.routeName.isEmpty { response.routeName = route.name }
        return response
    }

    /// The refusal of a body with a content coding, such as gzip (RFC 9110, 15.5.16).
    private func unreadable(_ request: HTTPRequest) -> HTTPResponse? {
        guard request.hasBody, let coding = request.headers["Content-Encoding"],
            !coding.isEmpty, coding.lowercased() != "identity"
        else { return nil }
        var response = HTTPResponse.message(
            status: 415,
            "A body in a Content-Encoding is not supported: send it as it is"
        )
        response.headers.append(("Accept-Encoding", "identity"))
        return response
    }

    private func refusal(for method: HTTPMethod, allowed: String) -> HTTPResponse {
        var response =
            method == .options
            ? HTTPResponse.empty(status: 204) : .message(status: 405, "Method Not Allowed")
        response.headers.append(("Allow", allowed))
        return response
    }
}
