import CSodium

/// The message authentication code of RFC 2104 over SHA-256; signs webhooks.
public struct HMACSHA256: Sendable {
    /// The number of bytes of a code.
    public static let byteCount = 32

    private let key: [UInt8]

    /// Creates a signer; a key may have any length, 24 to 64 bytes are recommended.
    public init(key: [UInt8]) { self.key = key }

    /// The code of a message.
    public func code(for message: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, key, key.count)
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        var code = [UInt8](repeating: 0, count: HMACSHA256.byteCount)
        crypto_auth_hmacsha256_final(&state, &code)
        return code
    }

    /// Whether a code matches a message, in constant time.
    public func isValid(_ candidate: [UInt8], for message: [UInt8]) -> Bool {
        constantTimeEqual(candidate, code(for: message))
    }
}
