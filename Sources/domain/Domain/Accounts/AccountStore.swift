public import Essentials

/// Where organizations, projects, tokens, prices, ledger and audit log are kept.
///
/// Every change is one transaction together with its audit entry. Throws
/// ``DomainError/unavailable(_:)`` when the store cannot answer.
public protocol AccountStore: Sendable {
    /// Adds an organization under the next number, with its opening balance as a first top-up.
    func create(
        _ draft: OrganizationDraft,
        audit: AuditEntry
    ) async throws(DomainError)
        -> Organization
    /// All organizations, oldest first.
    func organizations() async throws(DomainError) -> [Organization]
    /// One organization; nil when there is none.
    func organization(_ id: OrganizationID) async throws(DomainError) -> Organization?
    /// The organization with that public identifier; nil when there is none.
    func organization(uid: ObjectID) async throws(DomainError) -> Organization?
    /// Replaces name, plan, credit and rate limit; the balance only moves through the ledger.
    ///
    /// Throws ``DomainError/conflict(_:)`` when the balance is below what the credit would allow.
    func update(_ organization: Organization, audit: AuditEntry) async throws(DomainError)

    /// Adds a project under the next number.
    func create(_ draft: ProjectDraft, audit: AuditEntry) async throws(DomainError) -> Project
    /// Changes name, profile and time of change of a project.
    func update(_ project: Project, audit: AuditEntry) async throws(DomainError)
    /// The projects of one organization, or of all, oldest first.
    func projects(of organization: OrganizationID?) async throws(DomainError) -> [Project]
    /// One project; nil when there is none.
    func project(_ id: ProjectID) async throws(DomainError) -> Project?
    /// The project with that public identifier; nil when there is none.
    func project(uid: ObjectID) async throws(DomainError) -> Project?

    /// Adds a data source.
    func create(_ dataSource: DataSource, audit: AuditEntry) async throws(DomainError)
    /// The data sources of one organization, or of all, oldest first.
    func dataSources(
        of organization: OrganizationID?
    ) async throws(DomainError)
        -> [DataSource]
    /// The data source with that identifier; nil when there is none.
    func dataSource(_ id: ObjectID) async throws(DomainError) -> DataSource?

    /// Adds a token with the hash of its secret and, for SMPP, the hash of its password.
    ///
    /// Throws ``DomainError/conflict(_:)`` when the system id is taken.
    func create(
        _ token: Token,
        secretHash: [UInt8],
        passwordHash: String?,
        audit: AuditEntry
    ) async throws(DomainError)
    /// The tokens of one organization, or of all, oldest first, revoked ones included.
    func tokens(of organization: OrganizationID?) async throws(DomainError) -> [Token]
    /// The token with that identifier, revoked or not; nil when there is none.
    func token(_ id: ObjectID) async throws(DomainError) -> Token?
    /// The token whose secret has this hash; nil when there is none.
    func token(secretHash: [UInt8]) async throws(DomainError) -> Token?
    /// The token with this SMPP system id and its password's hash; nil when there is none.
    func token(systemID: String) async throws(DomainError) -> (Token, passwordHash: String)?
    /// Replaces name, callback, permissions, test mode, expiry and revocation time.
    ///
    /// A revocation stays, with its first time, whatever the update says.
    func update(_ token: Token, audit: AuditEntry) async throws(DomainError)

    /// Moves money by hand and returns the entry.
    ///
    /// Throws ``DomainError/conflict(_:)`` when the balance would fall below the credit.
    func topUp(
        _ organization: OrganizationID,
        amount: Money,
        note: String,
        entry: ObjectID,
        audit: AuditEntry
    ) async throws(DomainError) -> LedgerEntry
    /// Ledger entries of an organization, newest first.
    func ledger(
        of organization: OrganizationID,
        limit: Int
    ) async throws(DomainError)
        -> [LedgerEntry]

    /// Prices set by hand: the server's list (nil) or an organization's own.
    func prices(of organization: OrganizationID?) async throws(DomainError) -> [Price]
    /// Sets a price, or with nil for the amount removes it.
    func setPrice(
        service: Price.Service,
        country: String,
        amount: Money?,
        organization: OrganizationID?,
        audit: AuditEntry
    ) async throws(DomainError)

    /// The audit log, newest first.
    func auditLog(limit: Int) async throws(DomainError) -> [AuditEntry]
}

/// An organization before it has a number.
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
    /// What the balance begins with.
    public let openingBalance: Money
    /// Requests a minute for each endpoint; nil for the server's default.
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

/// A project before it has a number.
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
