import Secrets
import Testing

@Suite struct RandomSecretTests {
    @Test func `texts have the length and the characters asked for`() throws {
        let text = try RandomSecret.text(5000, of: .legible)
        #expect(text.count == 5000)
        #expect(Set(text).isDisjoint(with: Set("0O1lI")))
        #expect(Set(text).count == 57)
        #expect(Set(try RandomSecret.text(5000, of: .alphanumeric)).count == 62)
    }

    @Test func `no two secrets are equal`() throws {
        let secrets = try (0..<1000).map { _ in try RandomSecret.bytes(16) }
        #expect(Set(secrets).count == 1000)
        #expect(try RandomSecret.bytes(0) == [])
    }

    @Test func `comparison in constant time tells equal from different`() {
        #expect(constantTimeEqual([], []))
        #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
    }
}
