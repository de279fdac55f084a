public import Accounts
public import AccountsModel
public import Essentials
public import HTTPServer

/// What every request passes before its handler: token and rate limit; and what its errors become.
public struct APIGate: Sendable {
    /// Knows the tokens.
    public let directory: TokenDirectory
    /// Counts requests.
    public let limiter: RateLimiter
    private let faults: @Sendable (String, ServiceError) -> Void

    /// Creates a gate.
    ///
    /// - Parameters:
    ///   - directory: knows the tokens.
    ///   - limiter: counts requests.
    ///   - faults: is told of errors that are ours, with the request's id.
    public init(
        directory: TokenDirectory,
        limiter: RateLimiter,
        faults: @escaping @Sendable (String, ServiceError) -> Void
    ) {
        self.directory = directory
        self.limiter = limiter
        self.faults = faults
    }

    /// What the request's token opens; nil when it has no valid one of these kinds.
    public func authorize(
        _ request: HTTPRequest,
        _ kinds: Set<Token.Kind>
    ) async throws(ServiceError) -> Authorization? {
        guard let secret = BearerToken.secret(of: request) else { return nil }
        if let known = directory.cached(secret: secret, kinds: kinds) { return known }
        return try await directory.authorize(secret: secret, kinds: kinds)
    }

    /// Tells who has no valid token so, and counts such requests by address.
    public func unauthorized(_ request: HTTPRequest) -> HTTPResponse {
        limited(.unauthorized, of: request, as: "unauthorized")
    }

    /// Counts a request that no endpoint answers by address, and adds where that stands.
    public func limited(_ refusal: HTTPResponse, of request: HTTPRequest) -> HTTPResponse {
        limited(refusal, of: request, as: "refused")
    }

    private func limited(
        _ refusal: HTTPResponse,
        of request: HTTPRequest,
        as kind: String
    ) -> HTTPResponse {
        let allowance = limiter.count(.stranger(request.remoteAddress), kind, limit: nil)
        guard allowance.isAllowed else { return allowance.refusal }
        var answer = refusal
        allowance.describe(in: &answer)
        return answer
    }

    /// What the caller is told of an error; those that are ours are reported.
    public func response(to error: ServiceError, of request: HTTPRequest) -> HTTPResponse {
        if error.isFault { faults(request.id, error) }
        return HTTPResponse(error)
    }
}
