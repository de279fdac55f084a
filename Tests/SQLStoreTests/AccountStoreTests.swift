import AccountsModel
import Essentials
import SQLStore
import TestSupport
import Testing

@Suite struct AccountStoreTests {
    @Test(arguments: TestStore.allCases)
    func `organizations are found as they were stored`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            let first = try await fixture.organization(balance: 3_000_000, credit: 1_000_000)
            let second = try await fixture.organization()
            #expect(first.id < second.id)
            #expect(first.available == Money(micros: 4_000_000))
            #expect(try await fixture.store.accounts.organizations() == [first, second])
            #expect(try await fixture.store.accounts.organization(first.id) == first)
            #expect(try await fixture.store.accounts.organization(uid: second.uid) == second)
            #expect(try await fixture.store.accounts.organization(uid: fixture.ids.next()) == nil)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an update leaves the balance alone and respects it`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            var changed = try await fixture.organization(balance: 0, credit: 5_000_000)
            _ = try await fixture.topUp(changed.id, -2_000_000)
            changed.name = "New"
            changed.requestsPerMinute = nil
            try await fixture.store.accounts.update(changed, audit: fixture.audit())
            let stored = try await fixture.store.accounts.organization(changed.id)
            #expect(stored?.name == "New")
            #expect(stored?.balance == Money(micros: -2_000_000))
            changed.credit = Money(micros: 1_999_999)
            await #expect(throws: ServiceError.self) {
                try await fixture.store.accounts.update(changed, audit: fixture.audit())
            }
            #expect(try await fixture.store.accounts.organization(changed.id) == stored)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `projects and data sources are listed by owner`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            let one = try await fixture.project(.standard)
            let other = try await fixture.project(.apiSMS)
            let source = DataSource(
                id: fixture.ids.next(),
                project: one.id,
                organization: one.organization,
                sequence: 1,
                profile: DataSourceProfile(name: "CRM"),
                createdAt: fixture.clock.now
            )
            try await fixture.store.accounts.create(source, audit: fixture.audit())
            #expect(try await fixture.store.accounts.projects(of: nil) == [one, other])
            #expect(try await fixture.store.accounts.projects(of: other.organization) == [other])
            #expect(try await fixture.store.accounts.project(uid: one.uid) == one)
            #expect(try await fixture.store.accounts.project(other.id) == other)
            #expect(try await fixture.store.accounts.dataSource(source.id) == source)
            #expect(try await fixture.store.accounts.dataSource(fixture.ids.next()) == nil)
            #expect(try await fixture.store.accounts.dataSources(of: one.organization) == [source])
            #expect(try await fixture.store.accounts.dataSources(of: other.organization) == [])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a token is found by id, by hash and by system id`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            let project = try await fixture.project()
            let token = try await fixture.token(in: project, systemID: "acme")
            #expect(try await fixture.store.accounts.token(token.id) == token)
            #expect(try await fixture.store.accounts.token(secretHash: token.id.bytes) == token)
            #expect(try await fixture.store.accounts.token(secretHash: [1]) == nil)
            let found = try await fixture.store.accounts.token(systemID: "acme")
            #expect(found?.0 == token)
            #expect(found?.passwordHash == "hash of acme")
            #expect(try await fixture.store.accounts.token(systemID: "ACME") == nil)
            #expect(try await fixture.store.accounts.tokens(of: project.organization) == [token])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `a taken system id is a conflict and leaves nothing behind`(
        kind: TestStore
    ) async throws {
        try await StoreFixture.with(kind) { fixture in
            let project = try await fixture.project()
            let token = try await fixture.token(in: project, systemID: "acme")
            let log = try await fixture.store.accounts.auditLog(limit: 100)
            await #expect(throws: ServiceError.conflict("the system id 'acme' is taken")) {
                try await fixture.token(in: project, systemID: "acme")
            }
            #expect(try await fixture.store.accounts.tokens(of: nil) == [token])
            #expect(try await fixture.store.accounts.auditLog(limit: 100) == log)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `an update from an old copy does not undo a revocation`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            var token = try await fixture.token(in: try await fixture.project())
            var revoked = token
            revoked.revokedAt = fixture.clock.now
            try await fixture.store.accounts.update(revoked, audit: fixture.audit())
            token.name = "renamed"
            try await fixture.store.accounts.update(token, audit: fixture.audit())
            let stored = try await fixture.store.accounts.token(token.id)
            #expect(stored?.name == "renamed")
            #expect(stored?.revokedAt == revoked.revokedAt)
        }
    }

    @Test(arguments: TestStore.allCases)
    func `prices are set, replaced and removed by list`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            let owner = try await fixture.organization().id
            func set(_ micros: Int64?, _ organization: OrganizationID?) async throws {
                try await fixture.store.accounts.setPrice(
                    service: .sms,
                    country: "ES",
                    amount: micros.map { Money(micros: $0) },
                    organization: organization,
                    audit: fixture.audit()
                )
            }
            func amounts(_ organization: OrganizationID?) async throws -> [Int64] {
                try await fixture.store.accounts.prices(of: organization).map(\.amount.micros)
            }
            try await set(10, nil)
            try await set(20, owner)
            try await set(30, owner)
            #expect(try await amounts(nil) == [10])
            #expect(try await amounts(owner) == [30])
            try await set(nil, owner)
            #expect(try await amounts(owner) == [])
            await #expect(throws: ServiceError.self) { try await set(nil, owner) }
            #expect(try await amounts(nil) == [10])
        }
    }

    @Test(arguments: TestStore.allCases)
    func `the audit log is newest first and limited`(kind: TestStore) async throws {
        try await StoreFixture.with(kind) { fixture in
            for _ in 0..<3 { _ = try await fixture.organization() }
            let log = try await fixture.store.accounts.auditLog(limit: 2)
            #expect(log.count == 2)
            #expect(log[1].id < log[0].id)
            #expect(log[0].action == "organization.create")
        }
    }
}
