import Secrets
import Testing

@Suite struct SecretHasherTests {
    private let key = [UInt8](0..<32)

    // From Python's hashlib: blake2b(message, key=bytes(range(32)), digest_size=32).
    @Test(arguments: [
        ("", "4e51e7a913fc80137da52880fecca175bf81e117d5c68126dc2774033517ea0d"),
        ("abc", "d63a32d3e44738d7907f964316c241adaba0abfeabc32349677578a15a203f7f"),
        (
            "hg_sms_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "1f38e3d2212674f3f4c02d848e13fc1ed889411420f3251d519cbe0dcdbfda32"
        ),
    ])
    func `a digest is keyed BLAKE2b`(secret: String, hex: String) throws {
        let hasher = try SecretHasher(key: key)
        #expect(hasher.digest(of: secret).bytes.hex == hex)
        #expect(hasher.digest(of: Array(secret.utf8)) == hasher.digest(of: secret))
    }

    @Test func `another key gives another digest`() throws {
        let one = try SecretHasher(key: key)
        let other = try SecretHasher(key: key.reversed())
        #expect(one.digest(of: "secret") != other.digest(of: "secret"))
        #expect(one.digest(of: "secret") != one.digest(of: "secreu"))
    }

    @Test(arguments: [0, 16, 31, 33])
    func `a key of another length is refused`(count: Int) {
        #expect(throws: SecretsError.invalidKey(expected: 32, found: count)) {
            try SecretHasher(key: [UInt8](repeating: 1, count: count))
        }
    }
}

extension [UInt8] {
    /// The octets as hexadecimal digits.
    var hex: String {
        map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
