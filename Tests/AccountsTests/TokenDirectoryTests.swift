import AccountsModel
import Essentials
import TestSupport
import Testing

@testable import Accounts

@Suite struct TokenDirectoryTests {
    @Test func `a secret opens its kind and no other`() async throws {
        try await AccountsFixture.with { fixture in
            let issued = try await fixture.sendingToken()
            let directory = fixture.directory()
            #expect(directory.cached(secret: issued.secret, kinds: [.apiSMS]) == nil)
            let found = try await directory.authorize(secret: issued.secret, kinds: [.apiSMS])
            #expect(found?.token == issued.token)
            #expect(found?.project.id == issued.token.project)
            #expect(found?.account.prices.price(of: .sms, in: "ES") != nil)
            #expect(directory.cached(secret: issued.secret, kinds: [.apiSMS]) === found)
            for kind in [Token.Kind.product, .datasource, .legacy] {
                #expect(directory.cached(secret: issued.secret, kinds: [kind]) == nil)
                let refused = try await directory.authorize(secret: issued.secret, kinds: [kind])
                #expect(refused == nil)
            }
        }
    }

    @Test(arguments: ["", "hg_sms_nobody", String(repeating: "x", count: 5000)])
    func `an unknown secret opens nothing`(secret: String) async throws {
        try await AccountsFixture.with { fixture in
            let directory = fixture.directory()
            for _ in 0..<3 {
                let found = try await directory.authorize(
                    secret: secret,
                    kinds: Set(Token.Kind.allCases)
                )
                #expect(found == nil)
            }
        }
    }

    @Test func `a token created after its secret was refused works at once`() async throws {
        try await AccountsFixture.with { fixture in
            let directory = fixture.directory()
            // The account is remembered before the second project and its token exist.
            let organization = try await fixture.organization()
            _ = try await directory.account(organization.id)
            let project = try await fixture.project(.apiSMS, in: organization)
            let issued = try await fixture.service.issueToken(
                NewToken(kind: .apiSMS, name: "late", project: project.uid),
                by: "test"
            )
            let found = try await directory.authorize(secret: issued.secret, kinds: [.apiSMS])
            #expect(found?.project == project)
        }
    }

    @Test func `a revocation and an expiry hold for the next request`() async throws {
        try await AccountsFixture.with { fixture in
            let end = fixture.clock.now + .seconds(30)
            let issued = try await fixture.sendingToken()
            let passing = try await fixture.sendingToken { $0.expiresAt = end }
            let directory = fixture.directory()
            for secret in [issued.secret, passing.secret] {
                #expect(try await directory.authorize(secret: secret, kinds: [.apiSMS]) != nil)
            }
            _ = try await fixture.service.revokeToken(issued.token.id, by: "test")
            #expect(directory.cached(secret: issued.secret, kinds: [.apiSMS]) == nil)
            #expect(try await directory.authorize(secret: issued.secret, kinds: [.apiSMS]) == nil)
            #expect(try await directory.authorize(secret: passing.secret, kinds: [.apiSMS]) != nil)
            fixture.clock.advance(by: .seconds(30))
            #expect(directory.cached(secret: passing.secret, kinds: [.apiSMS]) == nil)
            #expect(try await directory.authorize(secret: passing.secret, kinds: [.apiSMS]) == nil)
        }
    }

    @Test func `an SMPP password opens its system id only`() async throws {
        try await AccountsFixture.with { fixture in
            let issued = try await fixture.sendingToken {
                $0.permissions = [.sendOverSMPP]
                $0.systemID = "acme"
            }
            let password = try #require(issued.password)
            let directory = fixture.directory()
            func ask(_ systemID: String, _ password: String) async throws -> String {
                switch try await directory.authorize(systemID: systemID, password: password) {
                case .granted(let found):
                    #expect(found.token.id == issued.token.id)
                    return "granted"
                case .unknownSystemID: return "unknown"
                case .wrongPassword: return "wrong"
                case .refused: return "refused"
                }
            }
            for _ in 0..<2 { #expect(try await ask("acme", password) == "granted") }
            #expect(try await ask("nobody", password) == "unknown")
            for wrong in ["wrong", "", String(repeating: "x", count: 1000)] {
                #expect(try await ask("acme", wrong) == "wrong")
            }
            #expect(try await directory.authorizeSMPP(issued.token.id) != nil)
            _ = try await fixture.service.revokeToken(issued.token.id, by: "test")
            #expect(try await ask("acme", password) == "refused")
            #expect(try await directory.authorizeSMPP(issued.token.id) == nil)
        }
    }

    @Test func `a right password is checked once a minute`() async throws {
        try await AccountsFixture.with { fixture in
            let issued = try await fixture.sendingToken {
                $0.permissions = [.sendOverSMPP]
                $0.systemID = "acme"
            }
            let password = try #require(issued.password)
            let directory = fixture.directory()
            _ = try await directory.authorize(systemID: "acme", password: password)
            for _ in 0..<100 {
                _ = try await directory.authorize(systemID: "acme", password: password)
            }
            #expect(directory.checkedPasswords == 1)
            fixture.clock.advance(by: .seconds(61))
            _ = try await directory.authorize(systemID: "acme", password: password)
            #expect(directory.checkedPasswords == 2)
        }
    }

    @Test func `a price set by hand holds for the next request`() async throws {
        try await AccountsFixture.with { fixture in
            let issued = try await fixture.sendingToken()
            let directory = fixture.directory()
            _ = try await directory.authorize(secret: issued.secret, kinds: [.apiSMS])
            try await fixture.service.setPrice(
                of: .sms,
                in: "FR",
                to: Money(micros: 1),
                organization: nil,
                by: "test"
            )
            let found = try await directory.authorize(secret: issued.secret, kinds: [.apiSMS])
            #expect(found?.account.prices.price(of: .sms, in: "FR") == Money(micros: 1))
        }
    }
}
