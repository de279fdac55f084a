/// Finds the route of a request; answers 404, 405 and `OPTIONS` itself.
///
/// Literal segments win over captured ones, segment by segment. Segments are percent-decoded after
/// the path is split, so `%2F` stays within its segment. A trailing slash makes no difference.
/// `HEAD` is answered by the route for `GET` unless there is one for `HEAD`.
public struct Router: HTTPHandler {
    private var nodes: [Node] = [Node()]
    private var routes: [Route] = []

    /// Creates a router; of two routes with the same verb and pattern the first one answers.
    public init(_ table: [Route]) {
        for route in table { insert(route) }
    }

    /// Answers with the matching route, or says why there is none.
    public func respond(to request: HTTPRequest) async -> HTTPResponse {
        var captures: [Substring] = []
        guard let node = match(request.path, &captures) else {
            return .message(status: 404, "Not Found")
        }
        guard let index = nodes[node].route(for: request.method) else {
            return refusal(for: request.method, allowed: nodes[node].allowed)
        }
        let route = routes[index.route]
        var routed = request
        if !captures.isEmpty {
            routed.parameters = PathParameters(
                zip(index.names, captures).map { ($0, percentDecoded($1.utf8)) }
            )
        }
        var response = await route.respond(routed)
        if response.routeName.isEmpty { response.routeName = route.name }
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

extension Router {
    /// A place in the tree of segments.
    private struct Node: Sendable {
        var literals: [(text: String, node: Int)] = []
        var capture: Int?
        var rest: Int?
        var methods: [(method: HTTPMethod, entry: Entry)] = []

        struct Entry: Sendable {
            let route: Int
            let names: [String]
        }

        func route(for method: HTTPMethod) -> Entry? {
            if let exact = methods.first(where: { $0.method == method }) { return exact.entry }
            guard method == .head else { return nil }
            return methods.first { $0.method == .get }?.entry
        }

        func literal(_ segment: Substring) -> Int? {
            if segment.utf8.contains(UInt8(ascii: "%")) {
                let decoded = percentDecoded(segment.utf8)
                return literals.first { $0.text == decoded }?.node
            }
            return literals.first { $0.text.utf8.elementsEqual(segment.utf8) }?.node
        }

        /// The value of `Allow`: the routes' verbs, and those that the router answers itself.
        var allowed: String {
            var names = methods.map(\.method.name)
            if names.contains("GET"), !names.contains("HEAD") { names.append("HEAD") }
            if !names.contains("OPTIONS") { names.append("OPTIONS") }
            return names.sorted().joined(separator: ", ")
        }
    }

    private mutating func insert(_ route: Route) {
        var position = 0
        var names: [String] = []
        for segment in route.pattern.split(separator: "/") {
            if segment.hasPrefix("{"), segment.hasSuffix("...}") {
                names.append(String(segment.dropFirst().dropLast(4)))
                position = child(\.rest, of: position)
            } else if segment.hasPrefix("{"), segment.hasSuffix("}") {
                names.append(String(segment.dropFirst().dropLast()))
                position = child(\.capture, of: position)
            } else if let known = nodes[position].literals.first(where: { $0.text == segment }) {
                position = known.node
            } else {
                nodes.append(Node())
                nodes[position].literals.append((String(segment), nodes.count - 1))
                position = nodes.count - 1
            }
        }
        guard !nodes[position].methods.contains(where: { $0.method == route.method }) else {
            return
        }
        routes.append(route)
        let entry = Node.Entry(route: routes.count - 1, names: names)
        nodes[position].methods.append((route.method, entry))
    }

    private mutating func child(_ kind: WritableKeyPath<Node, Int?>, of position: Int) -> Int {
        if let known = nodes[position][keyPath: kind] { return known }
        nodes.append(Node())
        nodes[position][keyPath: kind] = nodes.count - 1
        return nodes.count - 1
    }

    private func match(_ path: String, _ captures: inout [Substring]) -> Int? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        return match(path[...].dropFirst(), from: 0, &captures)
    }

    /// Walks the tree, literals first, and goes back where a literal leads nowhere.
    private func match(
        _ rest: Substring,
        from position: Int,
        _ captures: inout [Substring]
    ) -> Int? {
        let node = nodes[position]
        if rest.utf8.isEmpty, !node.methods.isEmpty { return position }
        let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let segment = rest[..<end]
        let remainder = end == rest.endIndex ? rest[end...] : rest[rest.utf8.index(after: end)...]
        if !segment.utf8.isEmpty {
            if let next = node.literal(segment),
                let found = match(remainder, from: next, &captures)
            {
                return found
            }
            if let next = node.capture {
                captures.append(segment)
                if let found = match(remainder, from: next, &captures) { return found }
                captures.removeLast()
            }
        }
        guard let last = node.rest else { return nil }
        captures.append(rest)
        return last
    }
}
