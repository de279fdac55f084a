import Essentials
import Identity
import Testing

@Suite struct AudienceIDTests {
    private static let names = IdentityNames(salt: IdentitySalt(1, 2))

    @Test func `an id is 32 characters that a URL may hold, and reads back`() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1000 {
            let source = DataSourceNumber(Int64.random(in: 1...9, using: &generator))
            let id = Self.names.id(of: ContactKey(source: source, userID: "\(generator.next())"))
            #expect(id.description.wholeMatch(of: /[A-Za-z0-9_-]{32}/) != nil)
            #expect(AudienceID(id.description) == id)
            #expect(AudienceID(bytes: id.bytes) == id)
            #expect(Self.names.isGenuine(id))
        }
    }

    @Test func `an id stays what it is from release to release`() {
        let id = Self.names.id(of: ContactKey(source: DataSourceNumber(7), userID: "U-1"))
        #expect(id.description == "27wgADujsV8kuwjbIArqZBK2BssaIR76")
    }

    @Test(arguments: [
        "", "short", String(repeating: "=", count: 32), "é" + String(repeating: "a", count: 30),
    ])
    func `other texts are no ids`(text: String) {
        #expect(AudienceID(text) == nil)
    }

    @Test func `a mistyped id is recognised without a search`() throws {
        let id = Self.names.id(of: ContactKey(source: DataSourceNumber(1), userID: "U-1"))
        let other = try #require(AudienceID("A" + id.description.dropFirst()))
        #expect(other == id || !Self.names.isGenuine(other))
        #expect(!IdentityNames(salt: IdentitySalt(1, 3)).isGenuine(id))
    }

    @Test func `a salt is kept as sixteen octets`() {
        let salt = IdentitySalt(0x0102_0304_0506_0708, .max - 1)
        #expect(salt.bytes.prefix(3) == [1, 2, 3])
        #expect(IdentitySalt(bytes: salt.bytes) == salt)
        #expect(IdentitySalt(bytes: [1]) == nil)
    }

    @Test func `projects name the same contact differently`() {
        let key = ContactKey(source: DataSourceNumber(1), userID: "U-1")
        let ids = [IdentitySalt(1, 2), IdentitySalt(2, 1), IdentitySalt(0, 0)].map {
            IdentityNames(salt: $0).id(of: key)
        }
        #expect(Set(ids).count == 3)
    }
}
