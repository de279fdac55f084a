import Accounts
import AccountsModel
import Essentials
import SQLStore
import Secrets
import Testing

@Suite struct TokenRulesTests {
    /// What makes a request wrong, and the field that says so.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let field: String
        let spoil: @Sendable (inout NewToken) -> Void
    }

    static let faults = [
        Fault(testDescription: "no name", field: "name") { $0.name = "" },
        Fault(testDescription: "a long name", field: "name") {
            $0.name = String(repeating: "n", count: 121)
        },
        Fault(testDescription: "scopes", field: "scopes") { $0.scopes = [.accountRead] },
        Fault(testDescription: "product in a sending project", field: "project") {
            $0.kind = .product
            $0.scopes = [.accountRead]
        },
        Fault(testDescription: "no permission", field: "permissions") { $0.permissions = [] },
        Fault(testDescription: "system id without SMPP", field: "systemId") {
            $0.systemID = "me"
        },
        Fault(testDescription: "a long system id", field: "systemId") {
            $0.permissions = [.sendOverSMPP]
            $0.systemID = "sixteencharacter"
        },
        Fault(testDescription: "a bad callback", field: "callbackUrl") {
            $0.callbackURL = "ftp://example.com"
        },
        Fault(testDescription: "an end in the past", field: "expiresAt") {
            $0.expiresAt = Timestamp(seconds: 1)
        },
        Fault(testDescription: "a data source", field: "datasource") {
            $0.dataSource = ObjectID(high: 1, low: 1)
        },
    ]

    @Test(arguments: faults)
    func `a wrong request is refused with the field`(fault: Fault) async throws {
        try await AccountsFixture.with { fixture in
            let error = await #expect(throws: ServiceError.self) {
                try await fixture.sendingToken(fault.spoil)
            }
            guard case .invalid(let errors) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(errors.map(\.field).contains(fault.field))
            let stored = try await fixture.service.tokens(of: nil)
            #expect(stored.isEmpty)
        }
    }

    @Test func `secrets have their shapes and only hashes are kept`() async throws {
        try await AccountsFixture.with { fixture in
            let issued = try await fixture.sendingToken {
                $0.permissions = [.sendOverHTTP, .sendOverSMPP]
                $0.callbackURL = "https://example.com/dlr"
            }
            #expect(issued.secret.hasPrefix("hg_sms_"))
            #expect(issued.secret.count == 50)
            #expect(issued.password?.count == 8)
            let systemID = try #require(issued.token.systemID)
            #expect((1...15).contains(systemID.count))
            let signing = try #require(issued.callbackSecret)
            #expect(signing.hasPrefix("whsec_"))
            #expect(Base64.standard.decode(String(signing.dropFirst(6)))?.count == 32)
            let stored = try await fixture.store.accounts.token(systemID: systemID)
            #expect(stored?.passwordHash.hasPrefix("$argon2id$") == true)
        }
    }

    @Test func `a datasource token belongs to its source's project`() async throws {
        try await AccountsFixture.with { fixture in
            let project = try await fixture.project(.standard)
            let source = try await fixture.service.createDataSource(
                in: project.uid,
                name: "CRM",
                by: "test"
            )
            var request = NewToken(kind: .datasource, name: "CRM", project: nil)
            request.dataSource = source.id
            let issued = try await fixture.service.issueToken(request, by: "test")
            #expect(issued.token.project == project.id)
            #expect(issued.token.dataSource == source.id)
            #expect(issued.token.permissions == [])
        }
    }

    @Test func `a system id is taken once`() async throws {
        try await AccountsFixture.with { fixture in
            func issue() async throws -> IssuedToken {
                try await fixture.sendingToken {
                    $0.permissions = [.sendOverSMPP]
                    $0.systemID = "acme"
                }
            }
            _ = try await issue()
            await #expect(throws: ServiceError.conflict("the system id 'acme' is taken")) {
                try await issue()
            }
        }
    }

    @Test func `a callback gets a secret with its first address and keeps it`() async throws {
        try await AccountsFixture.with { fixture in
            let id = try await fixture.sendingToken().token.id
            var change = TokenChange()
            change.callbackURL = .some("https://example.com/one")
            let first = try await fixture.service.updateToken(id, change, by: "test")
            #expect(first.callbackSecret != nil)
            change.callbackURL = .some("https://example.com/two")
            let second = try await fixture.service.updateToken(id, change, by: "test")
            #expect(second.callbackSecret == nil)
            #expect(second.token.callbackSecret == first.token.callbackSecret)
            change.callbackURL = nil
            change.rotatesCallbackSecret = true
            let third = try await fixture.service.updateToken(id, change, by: "test")
            #expect(third.callbackSecret != first.callbackSecret)
            #expect(third.token.callbackURL == "https://example.com/two")
        }
    }

    @Test func `a revoked token stays revoked`() async throws {
        try await AccountsFixture.with { fixture in
            let token = try await fixture.sendingToken().token
            let revoked = try await fixture.service.revokeToken(token.id, by: "test")
            fixture.clock.advance(by: .seconds(5))
            let again = try await fixture.service.revokeToken(token.id, by: "test")
            #expect(again.revokedAt == revoked.revokedAt)
            var change = TokenChange()
            change.name = "alive again"
            await #expect(throws: ServiceError.self) {
                try await fixture.service.updateToken(token.id, change, by: "test")
            }
        }
    }
}
