public import Essentials

extension HTTPRequest {
    /// A request with its body, or the answer to one whose body cannot be received.
    public enum Received: Sendable {
        /// The request with its body.
        case complete(HTTPRequest)
        /// The answer: the body is too large, is malformed, or finds no room.
        case refused(HTTPResponse)
    }

    /// Whether a body belongs to the request, received or not.
    public var hasBody: Bool { source != nil || !body.isEmpty }

    /// The request with its body, which is read from the connection only now.
    ///
    /// So a handler first decides whether the caller may send one. The bytes that wait in memory
    /// are bounded in all, by owner, and for each request.
    ///
    /// - Parameter owner: whose share the bytes are counted against, such as an organization.
    /// - Returns: the complete request, or the answer that says why there is none.
    public func receivingBody(for owner: ObjectID? = nil) async -> Received {
        guard let source else { return .complete(self) }
        switch await source.receive(for: owner) {
        case .refused(let response): return .refused(response)
        case .bytes(let bytes):
            var complete = self
            complete.body = bytes
            complete.source = nil
            return .complete(complete)
        }
    }
}
