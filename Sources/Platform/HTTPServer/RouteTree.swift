import Glibc

/// A routing table as a tree of segments, stored flat.
///
/// Nodes, edges and texts lie in three arrays of plain numbers. So a lookup touches no reference
/// count, which the threads of a server would otherwise contend for.
final class RouteTree: Sendable {
    private let nodes: [Node]
    private let edges: [Edge]
    private let text: [UInt8]
    private let routes: [HTTPRoute]

    private struct Node {
        /// The edges of literal segments: a range of `edges`.
        var edges: Range<Int>
        /// The node after any segment; -1 for none.
        var capture: Int
        /// The node that captures the rest of the path; -1 for none.
        var rest: Int
        /// The routes that end here: a range of `routes`.
        var routes: Range<Int>
    }

    private struct Edge {
        /// The literal: a range of `text`.
        var literal: Range<Int>
        var node: Int
    }

    /// The routes that a path leads to, and the decoded values that were captured.
    struct Match {
        var node: Int
        var captures: [String]
    }

    init(_ table: [HTTPRoute]) {
        var builder = RouteTreeBuilder()
        for route in table { builder.insert(route) }
        var nodes: [Node] = []
        var edges: [Edge] = []
        var text: [UInt8] = []
        var routes: [HTTPRoute] = []
        for node in builder.nodes {
            let firstEdge = edges.count
            for (literal, target) in node.literals {
                let start = text.count
                text += literal.utf8
                edges.append(Edge(literal: start..<text.count, node: target))
            }
            let firstRoute = routes.count
            routes += node.routes
            nodes.append(
                Node(
                    edges: firstEdge..<edges.count,
                    capture: node.capture ?? -1,
                    rest: node.rest ?? -1,
                    routes: firstRoute..<routes.count
                )
            )
        }
        (self.nodes, self.edges, self.text, self.routes) = (nodes, edges, text, routes)
    }

    /// The route for the method at a node; for `HEAD` without a route, the one for `GET`.
    func route(for method: HTTPMethod, at node: Int) -> HTTPRoute? {
        for index in nodes[node].routes where routes[index].method == method {
            return routes[index]
        }
        return method == .head ? route(for: .get, at: node) : nil
    }

    /// The value of `Allow`: the methods of the routes, and those that the router answers itself.
    func allowed(at node: Int) -> String {
        var names = routes[nodes[node].routes].map(\.method.name)
        if names.contains("GET"), !names.contains("HEAD") { names.append("HEAD") }
        if !names.contains("OPTIONS") { names.append("OPTIONS") }
        return names.sorted().joined(separator: ", ")
    }

    /// The match for the path; nil if no route matches.
    func match(_ path: String) -> Match? {
        var path = path
        return path.withUTF8 { bytes in
            guard bytes.first == UInt8(ascii: "/") else { return nil }
            var captured: [Range<Int>] = []
            let rest = 1..<bytes.count
            guard let node = match(rest, of: bytes, from: 0, &captured) else { return nil }
            return Match(
                node: node,
                captures: captured.map { percentDecoded(UnsafeBufferPointer(rebasing: bytes[$0])) }
            )
        }
    }

    /// Walks the tree, literals first, and backtracks where a literal leads nowhere.
    private func match(
        _ rest: Range<Int>,
        of path: UnsafeBufferPointer<UInt8>,
        from position: Int,
        _ captured: inout [Range<Int>]
    ) -> Int? {
        let node = nodes[position]
        if rest.isEmpty, !node.routes.isEmpty { return position }
        var end = rest.lowerBound
        while end < rest.upperBound, path[end] != UInt8(ascii: "/") { end += 1 }
        let segment = rest.lowerBound..<end
        let remainder = min(end + 1, rest.upperBound)..<rest.upperBound
        if !segment.isEmpty {
            if let next = literal(UnsafeBufferPointer(rebasing: path[segment]), in: node.edges),
                let found = match(remainder, of: path, from: next, &captured)
            {
                return found
            }
            if node.capture >= 0 {
                captured.append(segment)
                if let found = match(remainder, of: path, from: node.capture, &captured) {
                    return found
                }
                captured.removeLast()
            }
        }
        guard node.rest >= 0 else { return nil }
        captured.append(rest)
        return node.rest
    }

    private func literal(_ segment: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> Int? {
        if segment.contains(UInt8(ascii: "%")) {
            var decoded = percentDecoded(segment)
            return decoded.withUTF8 { find($0, in: range) }
        }
        return find(segment, in: range)
    }

    private func find(_ segment: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> Int? {
        guard let start = segment.baseAddress else { return nil }
        return text.withUnsafeBufferPointer { text in
            for index in range where edges[index].literal.count == segment.count {
                guard let literal = text.baseAddress else { return nil }
                if memcmp(literal + edges[index].literal.lowerBound, start, segment.count) == 0 {
                    return edges[index].node
                }
            }
            return nil
        }
    }
}

/// The tree while it is built.
private struct RouteTreeBuilder {
    struct Node {
        var literals: [(text: String, node: Int)] = []
        var capture: Int?
        var rest: Int?
        var routes: [HTTPRoute] = []
    }

    private(set) var nodes: [Node] = [Node()]

    mutating func insert(_ route: HTTPRoute) {
        var position = 0
        for segment in route.pattern.split(separator: "/") {
            position =
                switch Segment(segment) {
                case .rest: child(\.rest, of: position)
                case .capture: child(\.capture, of: position)
                case .literal(let text): child(text, of: position)
                }
        }
        if let other = nodes[position].routes.first(where: { $0.method == route.method }) {
            preconditionFailure(
                "\(route.method.name) \(route.pattern) has two routes: \(other.name), \(route.name)"
            )
        }
        nodes[position].routes.append(route)
    }

    private mutating func child(_ kind: WritableKeyPath<Node, Int?>, of position: Int) -> Int {
        if let known = nodes[position][keyPath: kind] { return known }
        nodes.append(Node())
        nodes[position][keyPath: kind] = nodes.count - 1
        return nodes.count - 1
    }

    private mutating func child(_ literal: String, of position: Int) -> Int {
        if let known = nodes[position].literals.first(where: { $0.text == literal }) {
            return known.node
        }
        nodes.append(Node())
        nodes[position].literals.append((literal, nodes.count - 1))
        return nodes.count - 1
    }
}
