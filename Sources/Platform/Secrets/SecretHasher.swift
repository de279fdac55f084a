import CSodium

/// Hashes secrets with a key that the server keeps; the store finds them by their digest.
///
/// Keyed BLAKE2b with 32 bytes of output. A copy of the token table alone is worthless: without
/// the key no guess can be checked. Secrets are long and random, so no slow hash is needed; this
/// one takes about 0.5 µs.
public struct SecretHasher: Sendable {
    /// The number of bytes of a key.
    public static let keyByteCount = 32

    private let key: [UInt8]

    /// Creates a hasher; throws unless the key has 32 bytes.
    public init(key: [UInt8]) throws(SecretsError) {
        try Sodium.start()
        guard key.count == SecretHasher.keyByteCount else {
            throw .invalidKey(expected: SecretHasher.keyByteCount, found: key.count)
        }
        self.key = key
    }

    /// The digest of a text in UTF-8.
    public func digest(of secret: String) -> SecretDigest {
        var secret = secret
        return secret.withUTF8 { digest(of: UnsafeRawBufferPointer($0)) }
    }

    /// The digest of bytes.
    public func digest(of secret: [UInt8]) -> SecretDigest {
        secret.withUnsafeBytes { digest(of: $0) }
    }

    private func digest(of secret: UnsafeRawBufferPointer) -> SecretDigest {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { output in
            guard let start = output.baseAddress else { return }
            // Fails only for wrong lengths, which the initialiser has checked.
            _ = crypto_generichash(
                start.assumingMemoryBound(to: UInt8.self),
                output.count,
                secret.baseAddress?.assumingMemoryBound(to: UInt8.self),
                UInt64(secret.count),
                key,
                key.count
            )
        }
        return SecretDigest(words: words)
    }
}
