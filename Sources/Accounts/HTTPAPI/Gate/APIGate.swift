public import Accounts
import AccountsModel
public import Essentials
public import HTTPServer

/// Admits requests to their handlers: the token, the rate limit, the scope, and then the body.
public struct APIGate: Sendable {
    /// Finds the owners of tokens.
    public let directory: TokenDirectory
    private let limiter: RateLimiter
    private let strangers: RateLimiter
    private let faults: @Sendable (String, ServiceError) -> Void

    /// Creates a gate.
    ///
    /// - Parameters:
    ///   - directory: finds the owners of tokens.
    ///   - limiter: counts requests.
    ///   - strangers: counts requests without a valid token, for all APIs of a server together;
    ///     the limiter by default.
    ///   - faults: receives the server's own errors, each with the request's id.
    public init(
        directory: TokenDirectory,
        limiter: RateLimiter,
        strangers: RateLimiter? = nil,
        faults: @escaping @Sendable (String, ServiceError) -> Void
    ) {
        self.directory = directory
        self.limiter = limiter
        self.strangers = strangers ?? limiter
        self.faults = faults
    }

    /// Admits a request to its handler, or refuses it with 401 or 429; errors become responses.
    ///
    /// A request is counted once: for its caller; for the organization if the token is valid but
    /// the caller cannot be identified; or by client address if it has no valid token. The body
    /// is received last, and counts against the share of the caller's organization.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - tokens: the tokens that give access to the API.
    ///   - access: what the caller must be allowed to do.
    ///   - budget: the rate limit; endpoints with the same budget are counted together.
    ///   - identify: finds the caller for the handler.
    ///   - handler: answers the request.
    /// - Returns: the response, with the rate-limit headers.
    public func admit<Caller: APICaller>(
        _ request: HTTPRequest,
        _ tokens: AcceptedTokens,
        _ access: EndpointAccess,
        budget: String,
        as identify: (Authorization) async throws(ServiceError) -> Caller,
        _ handler: (HTTPRequest, Caller) async throws(ServiceError) -> HTTPResponse
    ) async -> HTTPResponse {
        let authorization: Authorization
        do throws(ServiceError) {
            guard let found = try await authorize(request, tokens) else {
                return unauthorized(request, tokens)
            }
            authorization = found
        } catch {
            return response(to: error, of: request)
        }
        let caller: Result<Caller, ServiceError>
        do throws(ServiceError) {
            caller = .success(try await identify(authorization))
        } catch {
            caller = .failure(error)
        }
        let owner =
            switch caller {
            case .success(let caller): caller.rateLimitOwner
            case .failure: authorization.rateLimitOwner
            }
        let limit = limiter.limit(of: authorization.account.organization)
        let allowance = limiter.count(owner, budget, limit: limit)
        guard allowance.isAllowed else { return allowance.refusal }
        var answer: HTTPResponse
        do throws(ServiceError) {
            let caller = try caller.get()
            if case .scope(let scope) = access { try caller.require(scope) }
            switch await request.receivingBody(for: caller.organization.uid) {
            case .complete(let complete): answer = try await handler(complete, caller)
            case .refused(let refusal): answer = refusal
            }
        } catch {
            answer = response(to: error, of: request)
        }
        allowance.describe(in: &answer)
        return answer
    }

    /// The access of the request's token; nil if it has no valid token of these kinds.
    private func authorize(
        _ request: HTTPRequest,
        _ tokens: AcceptedTokens
    ) async throws(ServiceError) -> Authorization? {
        guard let secret = BearerToken.secret(of: request) else { return nil }
        let found: Authorization?
        if let cached = directory.cached(secret: secret, kinds: tokens.kinds) {
            found = cached
        } else {
            found = try await directory.authorize(secret: secret, kinds: tokens.kinds)
        }
        guard let found, found.token.permissions.isSuperset(of: tokens.permissions) else {
            return nil
        }
        return found
    }

    /// Answers 401, and rate-limits unauthenticated requests by client address.
    private func unauthorized(_ request: HTTPRequest, _ tokens: AcceptedTokens) -> HTTPResponse {
        let allowance = strangers.count(
            .unauthenticated(from: request.remoteAddress),
            "unauthorized",
            limit: strangers.standardLimit
        )
        guard allowance.isAllowed else { return allowance.refusal }
        var answer = HTTPResponse.unauthorized
        if tokens.describesLimitOnRefusal { allowance.describe(in: &answer) }
        return answer
    }

    /// Rate-limits requests without a matching endpoint by client address.
    public func limited(_ refusal: HTTPResponse, of request: HTTPRequest) -> HTTPResponse {
        let allowance = strangers.count(
            .unauthenticated(from: request.remoteAddress),
            "refused",
            limit: strangers.standardLimit
        )
        guard allowance.isAllowed else { return allowance.refusal }
        var answer = refusal
        allowance.describe(in: &answer)
        return answer
    }

    /// The response to an error; internal errors are reported as well.
    public func response(to error: ServiceError, of request: HTTPRequest) -> HTTPResponse {
        if error.isFault { faults(request.id, error) }
        return HTTPResponse(error)
    }
}
