public import Accounts
public import AccountsModel
public import Essentials

/// The caller of an admitted request.
public protocol APICaller: Sendable {
    /// The token and its owner.
    var authorization: Authorization { get }

    /// Whose requests are counted together; the organization's unless an API overrides it.
    var rateLimitOwner: RateLimiter.Owner { get }

    /// Throws ``ServiceError/forbidden(_:)`` if the caller lacks the scope.
    func require(_ scope: Scope) throws(ServiceError)
}

extension APICaller {
    /// The token.
    public var token: Token { authorization.token }

    /// The owner of the token, as of the request.
    public var organization: Organization { authorization.account.organization }

    /// The organization.
    public var rateLimitOwner: RateLimiter.Owner { .organization(organization.id) }

    /// Throws ``ServiceError/forbidden(_:)`` if the token lacks the scope.
    public func require(_ scope: Scope) throws(ServiceError) {
        guard !token.scopes.contains(scope) else { return }
        throw .forbidden("The token needs the scope \(scope.rawValue)")
    }
}

extension Authorization: APICaller {
    /// The access itself.
    public var authorization: Authorization { self }
}
