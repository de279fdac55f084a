import CSodium

/// The message authentication code of RFC 2104 over SHA-256; signs webhooks.
public struct HMACSHA256: Sendable {
    /// How many octets a code has.
    public static let byteCount = 32

    private let key: [UInt8]

    /// Creates a signer; keys of any length serve, 24 to 64 octets are advised.
    public init(key: [UInt8]) { self.key = key }

    /// The code of octets.
    public func code(for message: [UInt8]) -> [UInt8] {
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, key, key.count)
        crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        var code = [UInt8](repeating: 0, count: HMACSHA256.byteCount)
        crypto_auth_hmacsha256_final(&state, &code)
        return code
    }

    /// Whether a code is the right one for a message, in constant time.
    public func isValid(_ candidate: [UInt8], for message: [UInt8]) -> Bool {
        constantTimeEqual(candidate, code(for: message))
    }
}
