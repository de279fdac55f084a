import Accounts
import AccountsModel
import Essentials
import Testing

@Suite struct AccountServiceTests {
    @Test func `an organization begins with its opening balance in the ledger`() async throws {
        try await AccountsFixture.with { fixture in
            let made = try await fixture.organization(balance: 5_000_000)
            #expect(made.balance == Money(micros: 5_000_000))
            let ledger = try await fixture.service.ledger(of: made.uid)
            #expect(ledger.map(\.amount) == [made.balance])
            #expect(ledger.map(\.note) == ["opening balance"])
        }
    }

    @Test func `every rule that a request breaks is told at once`() async throws {
        try await AccountsFixture.with { fixture in
            var request = NewOrganization(name: "  ", currency: "EURO")
            request.credit = Money(micros: -1)
            request.openingBalance = Money(micros: -2)
            request.requestsPerMinute = 0
            let error = await #expect(throws: ServiceError.self) {
                try await fixture.service.createOrganization(request, by: "test")
            }
            guard case .invalid(let errors) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            let fields = errors.map(\.field)
            #expect(fields == ["name", "currency", "credit", "balance", "requestsPerMinute"])
            let stored = try await fixture.service.organizations()
            #expect(stored.isEmpty)
        }
    }

    @Test func `an update changes what it names and leaves the rest`() async throws {
        try await AccountsFixture.with { fixture in
            let made = try await fixture.organization()
            var change = OrganizationChange()
            change.plan = .xl
            change.requestsPerMinute = .some(6000)
            let updated = try await fixture.service.updateOrganization(
                made.uid,
                change,
                by: "test"
            )
            #expect(updated.name == made.name)
            #expect(updated.plan == .xl)
            #expect(try await fixture.service.organization(made.uid) == updated)
        }
    }

    @Test func `a project has the profile that was chosen last`() async throws {
        try await AccountsFixture.with { fixture in
            let made = try await fixture.project(.standard)
            #expect(made.profile == ProjectProfile())
            #expect(made.updatedAt == made.createdAt)
            fixture.clock.advance(by: .seconds(5))
            var change = ProjectChange()
            change.timeZone = "Europe/Madrid"
            change.locale = "es-ES"
            let updated = try await fixture.service.updateProject(made.uid, change, by: "test")
            #expect(updated.name == made.name)
            #expect(updated.profile.timeZone == "Europe/Madrid")
            #expect(updated.updatedAt == made.createdAt + .seconds(5))
            #expect(try await fixture.service.project(made.uid) == updated)
            change.timeZone = "Madrid"
            change.locale = "?"
            change.details = String(repeating: "x", count: 1001)
            let wrong = change
            let error = await #expect(throws: ServiceError.self) {
                try await fixture.service.updateProject(made.uid, wrong, by: "test")
            }
            guard case .invalid(let errors) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(errors.map(\.field) == ["description", "locale", "timezone"])
            #expect(try await fixture.service.project(made.uid) == updated)
        }
    }

    @Test func `money taken by hand stops at the credit`() async throws {
        try await AccountsFixture.with { fixture in
            let made = try await fixture.organization(balance: 1_000_000)
            func topUp(_ micros: Int64) async throws -> LedgerEntry {
                try await fixture.service.topUp(
                    made.uid,
                    amount: Money(micros: micros),
                    note: "by hand",
                    by: "test"
                )
            }
            #expect(try await topUp(-1_000_000).balanceAfter == .zero)
            await #expect(throws: ServiceError.self) { try await topUp(-1) }
            await #expect(throws: ServiceError.self) { try await topUp(0) }
            #expect(try await topUp(2_500_000).balanceAfter == Money(micros: 2_500_000))
        }
    }

    @Test func `an organization's own price goes before the server's and the built-in one`()
        async throws
    {
        try await AccountsFixture.with { fixture in
            let made = try await fixture.organization()
            let service = fixture.service
            func price() async throws -> Money? {
                try await service.priceProfile(of: made.uid).price(of: .sms, in: "ES")
            }
            #expect(try await price() == Money(micros: 45_000))
            try await service.setPrice(
                of: .sms,
                in: "es",
                to: Money(micros: 40_000),
                organization: nil,
                by: "test"
            )
            #expect(try await price() == Money(micros: 40_000))
            try await service.setPrice(
                of: .sms,
                in: "ES",
                to: Money(micros: 30_000),
                organization: made.uid,
                by: "test"
            )
            #expect(try await price() == Money(micros: 30_000))
            try await service.unsetPrice(of: .sms, in: "ES", organization: made.uid, by: "test")
            #expect(try await price() == Money(micros: 40_000))
            await #expect(throws: ServiceError.self) {
                try await service.unsetPrice(of: .sms, in: "ES", organization: made.uid, by: "t")
            }
        }
    }

    @Test func `every built-in price is positive, named once, and there is one for the rest`() {
        let prices = DefaultPrices.all
        let profile = PriceProfile(prices)
        for service in Price.Service.allCases {
            let countries = prices.filter { $0.service == service }.map(\.country)
            #expect(Set(countries).count == countries.count)
            #expect(profile.price(of: service, in: "ZZ") != nil)
        }
        #expect(prices.allSatisfy { $0.amount > .zero })
    }

    @Test func `every change leaves an audit entry without secrets`() async throws {
        try await AccountsFixture.with { fixture in
            let issued = try await fixture.sendingToken {
                $0.permissions = [.sendOverHTTP, .sendOverSMPP]
                $0.callbackURL = "https://example.com/dlr"
            }
            _ = try await fixture.service.revokeToken(issued.token.id, by: "test")
            let log = try await fixture.service.auditLog()
            let actions = log.map(\.action)
            #expect(
                actions == [
                    "token.revoke", "token.create", "project.create", "organization.create",
                ]
            )
            let text = log.map(\.details).joined()
            for secret in [issued.secret, issued.password, issued.callbackSecret] {
                #expect(!text.contains(try #require(secret)))
            }
        }
    }
}
