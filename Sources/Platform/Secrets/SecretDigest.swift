/// The keyed hash of a secret: 32 bytes, kept as four words so that comparing needs no allocation.
public struct SecretDigest: Hashable, Sendable {
    /// The number of bytes of a digest.
    public static let byteCount = 32

    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// The bytes, as the store keeps them.
    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// Whether the digests are equal, in constant time.
    public static func == (left: Self, right: Self) -> Bool {
        let difference =
            (left.words.0 ^ right.words.0) | (left.words.1 ^ right.words.1)
            | (left.words.2 ^ right.words.2) | (left.words.3 ^ right.words.3)
        return difference == 0
    }

    /// Hashes the first word; without the key it cannot be chosen, so one word is enough.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
