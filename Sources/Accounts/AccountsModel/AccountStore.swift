public import Essentials

/// Stores organizations, projects, tokens, prices, the ledger and the audit log.
///
/// Every change is one transaction together with its audit entry. Throws
/// ``ServiceError/unavailable(_:)`` if the store cannot answer.
public protocol AccountStore: Sendable {
    /// Adds an organization with the next number, and its opening balance as the first top-up.
    func create(
        _ draft: OrganizationDraft,
        audit: AuditEntry
    ) async throws(ServiceError)
        -> Organization
    /// All organizations, oldest first.
    func organizations() async throws(ServiceError) -> [Organization]
    /// One organization; nil if there is none.
    func organization(_ id: OrganizationID) async throws(ServiceError) -> Organization?
    /// The organization with this public identifier; nil if there is none.
    func organization(uid: ObjectID) async throws(ServiceError) -> Organization?
    /// Updates name, plan, credit and rate limit; only the ledger changes the balance.
    ///
    /// Throws ``ServiceError/conflict(_:)`` if the balance is lower than the credit allows.
    func update(_ organization: Organization, audit: AuditEntry) async throws(ServiceError)

    /// Adds a project with the next number.
    func create(_ draft: ProjectDraft, audit: AuditEntry) async throws(ServiceError) -> Project
    /// Updates the name, profile and time of change of a project.
    func update(_ project: Project, audit: AuditEntry) async throws(ServiceError)
    /// The projects of one organization, or of all, oldest first.
    func projects(of organization: OrganizationID?) async throws(ServiceError) -> [Project]
    /// One project; nil if there is none.
    func project(_ id: ProjectID) async throws(ServiceError) -> Project?
    /// The project with this public identifier; nil if there is none.
    func project(uid: ObjectID) async throws(ServiceError) -> Project?

    /// Adds a data source.
    func create(_ dataSource: DataSource, audit: AuditEntry) async throws(ServiceError)
    /// The data sources of one organization, or of all, oldest first.
    func dataSources(
        of organization: OrganizationID?
    ) async throws(ServiceError)
        -> [DataSource]
    /// The data source with this identifier; nil if there is none.
    func dataSource(_ id: ObjectID) async throws(ServiceError) -> DataSource?

    /// Adds a token with the hash of its secret and, for SMPP, the hash of its password.
    ///
    /// Throws ``ServiceError/conflict(_:)`` if the system id is taken.
    func create(
        _ token: Token,
        secretHash: [UInt8],
        passwordHash: String?,
        audit: AuditEntry
    ) async throws(ServiceError)
    /// The tokens of one organization or of all, oldest first, including revoked ones.
    func tokens(of organization: OrganizationID?) async throws(ServiceError) -> [Token]
    /// The token with this identifier, revoked or not; nil if there is none.
    func token(_ id: ObjectID) async throws(ServiceError) -> Token?
    /// The token whose secret has this hash; nil if there is none.
    func token(secretHash: [UInt8]) async throws(ServiceError) -> Token?
    /// The token with this SMPP system id, and its password's hash; nil if there is none.
    func token(systemID: String) async throws(ServiceError) -> (Token, passwordHash: String)?
    /// Updates name, callback, permissions, test mode, expiry and revocation time.
    ///
    /// A revocation keeps its first time, whatever the update says.
    func update(_ token: Token, audit: AuditEntry) async throws(ServiceError)

    /// Moves money manually and returns the ledger entry.
    ///
    /// Throws ``ServiceError/conflict(_:)`` if the balance would fall below the credit.
    func topUp(
        _ organization: OrganizationID,
        amount: Money,
        note: String,
        entry: ObjectID,
        audit: AuditEntry
    ) async throws(ServiceError) -> LedgerEntry
    /// Ledger entries of an organization, newest first.
    func ledger(
        of organization: OrganizationID,
        limit: Int
    ) async throws(ServiceError)
        -> [LedgerEntry]

    /// Price overrides: the server's list (nil) or an organization's own.
    func prices(of organization: OrganizationID?) async throws(ServiceError) -> [Price]
    /// Sets a price; a nil amount removes it.
    func setPrice(
        service: Price.Service,
        country: String,
        amount: Money?,
        organization: OrganizationID?,
        audit: AuditEntry
    ) async throws(ServiceError)

    /// The audit log, newest first.
    func auditLog(limit: Int) async throws(ServiceError) -> [AuditEntry]
}

/// An organization that has no number yet.
public struct OrganizationDraft: Hashable, Sendable {
    /// The public identifier.
    public let uid: ObjectID
    /// The display name.
    public let name: String
    /// The plan.
    public let plan: Organization.Plan
    /// ISO 4217 code.
    public let currency: String
    /// How far below zero the balance may go.
    public let credit: Money
    /// The opening balance.
    public let openingBalance: Money
    /// Requests per minute and endpoint; nil for the server's default.
    public let requestsPerMinute: Int?
    /// When it is created.
    public let createdAt: Timestamp

    /// Creates the value.
    public init(
        uid: ObjectID,
        name: String,
        plan: Organization.Plan,
        currency: String,
        credit: Money,
        openingBalance: Money = .zero,
        requestsPerMinute: Int? = nil,
        createdAt: Timestamp
    ) {
        self.uid = uid
        self.name = name
        self.plan = plan
        self.currency = currency
        self.credit = credit
        self.openingBalance = openingBalance
        self.requestsPerMinute = requestsPerMinute
        self.createdAt = createdAt
    }
}

/// A project that has no number yet.
public struct ProjectDraft: Hashable, Sendable {
    /// The public identifier.
    public let uid: ObjectID
    /// The owner.
    public let organization: OrganizationID
    /// The display name.
    public let name: String
    /// What the project can do.
    public let kind: Project.Kind
    /// What its owner chose.
    public let profile: ProjectProfile
    /// When it is created.
    public let createdAt: Timestamp

    /// Creates the value.
    public init(
        uid: ObjectID,
        organization: OrganizationID,
        name: String,
        kind: Project.Kind,
        profile: ProjectProfile = ProjectProfile(),
        createdAt: Timestamp
    ) {
        self.uid = uid
        self.organization = organization
        self.name = name
        self.kind = kind
        self.profile = profile
        self.createdAt = createdAt
    }
}
