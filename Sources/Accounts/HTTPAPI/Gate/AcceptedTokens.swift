public import AccountsModel

/// The tokens that give access to an API; all others are rejected.
public struct AcceptedTokens: Sendable {
    let kinds: Set<Token.Kind>
    let permissions: Token.Permissions
    let describesLimitOnRefusal: Bool

    /// Creates a rule.
    ///
    /// - Parameters:
    ///   - kinds: the accepted kinds of token.
    ///   - permissions: the permissions that the token needs.
    ///   - describesLimitOnRefusal: whether a 401 carries the rate-limit headers.
    public init(
        _ kinds: Set<Token.Kind>,
        permitting permissions: Token.Permissions = [],
        describesLimitOnRefusal: Bool = true
    ) {
        self.kinds = kinds
        self.permissions = permissions
        self.describesLimitOnRefusal = describesLimitOnRefusal
    }
}
