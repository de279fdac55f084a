import AccountsModel
import Database
import Essentials
import MessagingModel
import Operations
import SQLStore
import TestSupport
import Testing

/// The services on an empty store, at a time that stands still.
struct OperatorWorld {
    let store: SQLStore
    let services: OperatorServices
    let ids: IDSource
    let clock = ManualClock()

    /// Lends the services on a store of that kind.
    static func with(
        _ kind: TestStore,
        _ body: (OperatorWorld) async throws -> Void
    ) async throws {
        try await kind.withDatabase { database in
            try await body(OperatorWorld(database))
        }
    }

    private init(_ database: Database) async throws {
        ids = IDSource(clock: clock, process: 1)
        store = SQLStore(database, clock: clock, ids: ids)
        try await store.migrate()
        services = OperatorServices(
            stores: OperatorServices.Stores(
                accounts: store.accounts,
                routing: store.routing,
                inbound: store.inbound,
                notifications: store.notifications,
                messages: SQLMessageStore(store),
                pipeline: SQLPipelineStore(store, callbacks: CallbackDirectory(store))
            ),
            kinds: CarrierKinds([PaperKind(), BuiltInKind()]),
            clock: clock,
            ids: ids
        )
    }

    /// What the audit log says, newest first: the action, the subject and the details.
    func auditLog() async throws -> [[String]] {
        try await store.accounts.auditLog(limit: 10).filter { $0.actor == "ann" }
            .map { [$0.action, $0.subject, $0.details] }
    }

    /// A token in a project of its own.
    func token() async throws -> Token {
        let audit = AuditTrail(clock: clock, ids: ids)
        let owner = try await store.accounts.create(
            OrganizationDraft(
                uid: ids.next(),
                name: "Acme",
                plan: .s,
                currency: "EUR",
                credit: .zero,
                openingBalance: .zero,
                requestsPerMinute: nil,
                createdAt: clock.now
            ),
            audit: audit.entry("test", of: "", by: "test")
        )
        let project = try await store.accounts.create(
            ProjectDraft(
                uid: ids.next(),
                organization: owner.id,
                name: "SMS",
                kind: .apiSMS,
                createdAt: clock.now
            ),
            audit: audit.entry("test", of: "", by: "test")
        )
        let token = Token(
            id: ids.next(),
            kind: .apiSMS,
            organization: owner.id,
            project: project.id,
            name: "T",
            createdAt: clock.now
        )
        try await store.accounts.create(
            token,
            secretHash: Array(repeating: 7, count: 32),
            passwordHash: nil,
            audit: audit.entry("test", of: "", by: "test")
        )
        return token
    }
}

/// Expects an act to be refused with errors for exactly these fields.
func expectRefusal<Result>(
    of fields: [String],
    _ act: () async throws -> Result
) async {
    do {
        _ = try await act()
        Issue.record("it was done")
    } catch ServiceError.invalid(let errors) {
        #expect(errors.map(\.field) == fields)
    } catch {
        Issue.record("refused for another reason: \(error)")
    }
}
