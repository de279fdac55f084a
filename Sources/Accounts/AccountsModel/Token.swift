public import Essentials

/// A credential for one API; its secret is shown once and stored hashed.
public struct Token: Hashable, Sendable {
    /// The API that the token is for; it gives access to no other.
    public enum Kind: String, Sendable, CaseIterable {
        /// The Product API, limited by scopes.
        case product
        /// Writes into one data source over the Ingest API.
        case datasource
        /// The Transactional API of one project.
        case apiSMS = "api_sms"
        /// The Legacy API, for the whole organization.
        case legacy
    }

    /// What the token may do beyond its kind.
    public struct Permissions: OptionSet, Hashable, Sendable {
        /// The bits, as stored.
        public let rawValue: Int
        /// Creates a set from its bits.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// Send SMS over HTTP.
        public static let sendOverHTTP = Permissions(rawValue: 1)
        /// Send SMS over SMPP.
        public static let sendOverSMPP = Permissions(rawValue: 2)
        /// Work in every project of the organization; for product tokens.
        public static let allProjects = Permissions(rawValue: 4)
    }

    /// The public identifier; not secret.
    public let id: ObjectID
    /// The API that it is for.
    public let kind: Kind
    /// The organization that it belongs to.
    public let organization: OrganizationID
    /// The project it works in; for a legacy token the project of new messages.
    public let project: ProjectID
    /// The display name, 1 to 120 characters.
    public var name: String
    /// The data source that a datasource token writes into; nil for the other kinds.
    public let dataSource: ObjectID?
    /// What a product token may do; empty for the other kinds.
    public var scopes: Set<Scope>
    /// What it may do beyond its kind.
    public var permissions: Permissions
    /// Where delivery reports go; nil if nowhere.
    public var callbackURL: String?
    /// The key of the Standard Webhooks signature, raw bytes; nil without a callback.
    public var callbackSecret: [UInt8]?
    /// The SMPP system id; nil if the token has no SMPP access.
    public var systemID: String?
    /// Its own limits over SMPP; the server's apply where it has none.
    public var smppLimits: SMPPLimits
    /// When it expires; nil for never.
    public var expiresAt: Timestamp?
    /// Whether messages go to the simulator, regardless of the routes, and cost nothing.
    public var isTest: Bool
    /// When it was created.
    public let createdAt: Timestamp
    /// When it was revoked; nil while it is valid.
    public var revokedAt: Timestamp?

    /// Creates the value.
    public init(
        id: ObjectID,
        kind: Kind,
        organization: OrganizationID,
        project: ProjectID,
        name: String,
        dataSource: ObjectID? = nil,
        scopes: Set<Scope> = [],
        permissions: Permissions = [.sendOverHTTP],
        callbackURL: String? = nil,
        callbackSecret: [UInt8]? = nil,
        systemID: String? = nil,
        smppLimits: SMPPLimits = SMPPLimits(),
        expiresAt: Timestamp? = nil,
        isTest: Bool = false,
        createdAt: Timestamp,
        revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.kind = kind
        self.organization = organization
        self.project = project
        self.name = name
        self.dataSource = dataSource
        self.scopes = scopes
        self.permissions = permissions
        self.callbackURL = callbackURL
        self.callbackSecret = callbackSecret
        self.systemID = systemID
        self.smppLimits = smppLimits
        self.expiresAt = expiresAt
        self.isTest = isTest
        self.createdAt = createdAt
        self.revokedAt = revokedAt
    }

    /// Whether the token is valid at the given moment.
    public func isAlive(at moment: Timestamp) -> Bool {
        guard revokedAt == nil else { return false }
        guard let expiresAt else { return true }
        return moment < expiresAt
    }
}
