public import AccountsModel

/// What an endpoint requires of a token that gives access to its API.
public enum EndpointAccess: Hashable, Sendable {
    /// Nothing else.
    case anyToken
    /// The scope, and a plan that includes it.
    case scope(Scope)
}
