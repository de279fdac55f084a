import CSodium

/// Slow hashes for passwords that people or old devices choose: SMPP allows eight characters.
///
/// Argon2id, 19 MiB, two passes, one lane: the first recommendation of OWASP's page on password
/// storage. It takes about 20 ms of one core, so call it where it does not hold up other work.
public enum PasswordHash {
    /// The longest password, in bytes of UTF-8.
    public static let longestPassword = 128

    private static let passes: UInt64 = 2
    private static let memoryBytes = 19 << 20

    /// The hash, including its random salt and parameters: `$argon2id$v=19$m=19456,t=2,p=1$…`.
    public static func make(_ password: String) throws(SecretsError) -> String {
        try Sodium.start()
        let password = try bytes(of: password)
        var output = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        let status = crypto_pwhash_str_alg(
            &output,
            password,
            UInt64(password.count),
            passes,
            memoryBytes,
            crypto_pwhash_ALG_ARGON2ID13
        )
        guard status == 0 else { throw .outOfMemory }
        let length = output.firstIndex(of: 0) ?? output.count
        return String(decoding: output[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether the password matches the hash; an invalid hash matches nothing.
    public static func matches(_ password: String, hash: String) throws(SecretsError) -> Bool {
        try Sodium.start()
        let password = try bytes(of: password)
        guard hash.utf8.count < Int(crypto_pwhash_STRBYTES) else { return false }
        return crypto_pwhash_str_verify(hash, password, UInt64(password.count)) == 0
    }

    private static func bytes(of password: String) throws(SecretsError) -> [CChar] {
        guard password.utf8.count <= longestPassword else {
            throw .passwordTooLong(limit: longestPassword)
        }
        return password.utf8.map { CChar(bitPattern: $0) }
    }
}
