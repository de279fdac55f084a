/// Why a secret could not be made or checked.
public enum SecretsError: Error, Sendable, Hashable {
    /// The library could not start: the system provides no random numbers.
    case unavailable
    /// A key has the wrong number of bytes.
    case invalidKey(expected: Int, found: Int)
    /// There is not enough memory to hash a password.
    case outOfMemory
    /// A password is longer than this many bytes.
    case passwordTooLong(limit: Int)
}

extension SecretsError: CustomStringConvertible {
    /// The reason in words, for the log.
    public var description: String {
        switch self {
        case .unavailable: "libsodium could not start"
        case .invalidKey(let expected, let found): "a key has \(found) bytes, not \(expected)"
        case .outOfMemory: "not enough memory to hash a password"
        case .passwordTooLong(let limit): "a password is longer than \(limit) bytes"
        }
    }
}
