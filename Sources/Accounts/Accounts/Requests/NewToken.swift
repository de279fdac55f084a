public import AccountsModel
public import Essentials

/// What an operator chooses when issuing a token.
public struct NewToken: Sendable {
    /// The API that it is for.
    public var kind: Token.Kind
    /// The display name, 1 to 120 characters.
    public var name: String
    /// The project that it works in; a datasource token uses that of its data source.
    public var project: ObjectID?
    /// The data source that a datasource token writes into.
    public var dataSource: ObjectID?
    /// What a product token may do; at least one.
    public var scopes: Set<Scope> = []
    /// What it may do beyond its kind; nil for the usual permissions of its kind.
    public var permissions: Token.Permissions?
    /// Where delivery reports go.
    public var callbackURL: String?
    /// The SMPP system id, 1 to 15 characters; nil generates one if SMPP is permitted.
    public var systemID: String?
    /// When it expires; nil for never.
    public var expiresAt: Timestamp?
    /// Whether its messages go to the simulator and cost nothing.
    public var isTest = false

    /// Creates a request with what every token needs.
    public init(kind: Token.Kind, name: String, project: ObjectID?) {
        self.kind = kind
        self.name = name
        self.project = project
    }
}

/// What an operator changes of a token; nil leaves a value as it is.
public struct TokenChange: Sendable {
    /// The new display name.
    public var name: String?
    /// The new callback; an inner nil removes it.
    public var callbackURL: String??
    /// Whether the callback gets a new signing secret.
    public var rotatesCallbackSecret = false
    /// The signing secret that a callback without one gets; nil for a new one.
    public var proposedCallbackSecret: [UInt8]?
    /// The new permissions.
    public var permissions: Token.Permissions?
    /// The new expiry; an inner nil means never.
    public var expiresAt: Timestamp??
    /// The new test mode.
    public var isTest: Bool?
    /// The new limits over SMPP; nil leaves a limit as it is.
    public var smppLimits: SMPPLimits?
    /// Whether limits that are not set here are left to the server.
    public var resetsSMPPLimits = false

    /// Creates a request that changes nothing.
    public init() {}
}

/// A token with its secrets, which are shown only once; the store keeps only their hashes.
public struct IssuedToken: Sendable {
    /// The token.
    public let token: Token
    /// The secret that the client sends as `Authorization: Bearer`.
    public let secret: String
    /// The SMPP password; nil without SMPP access.
    public let password: String?
    /// The signing secret of the callback, `whsec_…`; nil without a callback.
    public let callbackSecret: String?
}

/// A changed token, with the callback's signing secret if the change created a new one.
public struct UpdatedToken: Sendable {
    /// The changed token.
    public let token: Token
    /// The new signing secret of the callback, `whsec_…`, which is shown only once.
    public let callbackSecret: String?
}
