import Accounts
import AccountsModel
import Database
import Essentials
import SQLStore
import Secrets
import TestSupport

/// The service over a fresh store, at a time that stands still.
struct AccountsFixture: Sendable {
    let store: SQLStore
    let service: AccountService
    let clock: ManualClock
    let hasher: SecretHasher

    /// Lends the service on an embedded store.
    static func with(_ body: (AccountsFixture) async throws -> Void) async throws {
        try await TestStore.sqlite.withDatabase { database in
            let clock = ManualClock()
            let ids = IDSource(clock: clock, process: 1)
            let store = SQLStore(database, clock: clock, ids: ids)
            try await store.migrate()
            let hasher = try await SecretHasher.ofServer(in: store.secrets)
            let service = AccountService(
                store: store.accounts,
                clock: clock,
                ids: ids,
                hasher: hasher,
                isCountry: { $0 != "XX" }
            )
            try await body(
                AccountsFixture(store: store, service: service, clock: clock, hasher: hasher)
            )
        }
    }

    /// A directory on the store.
    func directory() -> TokenDirectory {
        TokenDirectory(store: store.accounts, changes: store, hasher: hasher, clock: clock)
    }

    func organization(balance: Int64 = 0) async throws -> Organization {
        var request = NewOrganization(name: "Acme")
        request.openingBalance = Money(micros: balance)
        return try await service.createOrganization(request, by: "test")
    }

    func project(
        _ kind: Project.Kind,
        in organization: Organization? = nil
    ) async throws -> Project {
        let owner: Organization
        if let organization { owner = organization } else { owner = try await self.organization() }
        return try await service.createProject(in: owner.uid, name: "P", kind: kind, by: "test")
    }

    /// A token for the Transactional API.
    func sendingToken(
        _ change: (inout NewToken) -> Void = { _ in }
    ) async throws -> IssuedToken {
        var request = NewToken(
            kind: .apiSMS,
            name: "T",
            project: try await project(.apiSMS).uid
        )
        change(&request)
        return try await service.issueToken(request, by: "test")
    }
}
