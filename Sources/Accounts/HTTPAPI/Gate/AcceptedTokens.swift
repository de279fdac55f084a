public import AccountsModel

/// The tokens that open an API; any other is as good as none.
public struct AcceptedTokens: Sendable {
    let kinds: Set<Token.Kind>
    let permissions: Token.Permissions
    let describesLimitOnRefusal: Bool

    /// Creates a rule.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of token, one of which it must be.
    ///   - permissions: what it must permit.
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
