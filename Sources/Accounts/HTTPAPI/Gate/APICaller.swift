public import Accounts
public import AccountsModel
public import Essentials

/// Who makes a request that was admitted.
public protocol APICaller: Sendable {
    /// The token and its owner.
    var authorization: Authorization { get }

    /// Whose requests are counted together; the organization's unless an API says otherwise.
    var rateLimitOwner: RateLimiter.Owner { get }

    /// Throws ``ServiceError/forbidden(_:)`` when the caller may not do what the scope is for.
    func require(_ scope: Scope) throws(ServiceError)
}

extension APICaller {
    /// The token.
    public var token: Token { authorization.token }

    /// The owner of the token, as it was when the request came.
    public var organization: Organization { authorization.account.organization }

    /// The organization's.
    public var rateLimitOwner: RateLimiter.Owner { .organization(organization.id) }

    /// Throws ``ServiceError/forbidden(_:)`` when the token lacks the scope.
    public func require(_ scope: Scope) throws(ServiceError) {
        guard !token.scopes.contains(scope) else { return }
        throw .forbidden("The token needs the scope \(scope.rawValue)")
    }
}

extension Authorization: APICaller {
    /// Itself.
    public var authorization: Authorization { self }
}
