import AccountsModel
import Database
import Essentials
import SQLStore
import TestSupport

/// A store with its schema, and short ways to what tests need.
struct StoreFixture: Sendable {
    let store: SQLStore
    let ids: IDSource
    let clock = ManualClock()

    /// Opens a second store where the first one is: another process, as far as they know.
    static func open(_ location: DatabaseLocation, process: UInt64) async throws -> StoreFixture {
        try await StoreFixture(Database(location), process: process)
    }

    /// Lends a store on an empty place.
    static func with(
        _ kind: TestStore,
        _ body: (StoreFixture) async throws -> Void
    ) async throws {
        try await kind.withDatabase { try await body(StoreFixture($0, process: 1)) }
    }

    init(_ database: Database, process: UInt64) async throws {
        ids = IDSource(clock: clock, process: process)
        store = SQLStore(database, clock: clock, ids: ids)
        try await store.migrate()
    }

    func audit(_ action: String = "test") -> AuditEntry {
        AuditEntry(
            id: ids.next(),
            at: clock.now,
            actor: "test",
            action: action,
            subject: "subject",
            details: "details"
        )
    }

    func organization(
        balance: Int64 = 0,
        credit: Int64 = 0
    ) async throws -> Organization {
        let draft = OrganizationDraft(
            uid: ids.next(),
            name: "Ácme & 公司",
            plan: .l,
            currency: "EUR",
            credit: Money(micros: credit),
            openingBalance: Money(micros: balance),
            requestsPerMinute: 77,
            createdAt: clock.now
        )
        return try await store.accounts.create(draft, audit: audit("organization.create"))
    }

    func project(_ kind: Project.Kind = .apiSMS) async throws -> Project {
        let owner = try await organization()
        let draft = ProjectDraft(
            uid: ids.next(),
            organization: owner.id,
            name: "P",
            kind: kind,
            createdAt: clock.now
        )
        return try await store.accounts.create(draft, audit: audit())
    }

    /// A token with everything set; its secret hash is its identifier's octets.
    func token(in project: Project, systemID: String? = nil) async throws -> Token {
        let token = Token(
            id: ids.next(),
            kind: .product,
            organization: project.organization,
            project: project.id,
            name: "T",
            scopes: [.directWrite, .accountRead],
            permissions: [.sendOverHTTP, .sendOverSMPP],
            callbackURL: "https://example.com",
            callbackSecret: [1, 2, 3],
            systemID: systemID,
            expiresAt: clock.now + .seconds(60),
            isTest: true,
            createdAt: clock.now
        )
        try await store.accounts.create(
            token,
            secretHash: token.id.bytes,
            passwordHash: systemID.map { "hash of \($0)" },
            audit: audit()
        )
        return token
    }

    /// Adds to a balance, or takes from it.
    func topUp(_ organization: OrganizationID, _ micros: Int64) async throws -> LedgerEntry {
        try await store.accounts.topUp(
            organization,
            amount: Money(micros: micros),
            note: "by hand",
            entry: ids.next(),
            audit: audit()
        )
    }
}
