public import AccountsModel

/// What an endpoint asks of a token that opens its API.
public enum EndpointAccess: Hashable, Sendable {
    /// Nothing more.
    case anyToken
    /// The scope, and a plan that includes it.
    case scope(Scope)
}
