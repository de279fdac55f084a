import Secrets
import Testing

@Suite struct PasswordHashTests {
    @Test func `a password matches its hash and no other does`() throws {
        let hash = try PasswordHash.make("Pa55word")
        #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
        #expect(try PasswordHash.matches("Pa55word", hash: hash))
        #expect(try !PasswordHash.matches("Pa55wore", hash: hash))
        #expect(try !PasswordHash.matches("", hash: hash))
    }

    @Test func `equal passwords have different hashes`() throws {
        #expect(try PasswordHash.make("same") != PasswordHash.make("same"))
    }

    @Test(arguments: ["", "plain", "$argon2id$v=19$m=19456", String(repeating: "x", count: 400)])
    func `a text that is no hash matches nothing`(text: String) throws {
        #expect(try !PasswordHash.matches("Pa55word", hash: text))
    }

    @Test func `a password beyond the limit is refused`() {
        let long = String(repeating: "x", count: PasswordHash.longestPassword + 1)
        #expect(throws: SecretsError.passwordTooLong(limit: 128)) { try PasswordHash.make(long) }
    }
}
