/// Makes a project's hashes unique: 128 secret bits, created once with the project.
///
/// Audience ids are derived from it, so it must be kept as long as the project; anyone who knows
/// it could make values collide.
public struct IdentitySalt: Hashable, Sendable {
    /// The first half.
    public let first: UInt64
    /// The second half.
    public let second: UInt64

    /// Creates the salt from its two halves.
    public init(_ first: UInt64, _ second: UInt64) {
        self.first = first
        self.second = second
    }

    /// Reads sixteen bytes, most significant first; nil for another length.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        first = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        second = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The sixteen bytes, most significant first: the stored form.
    public var bytes: [UInt8] {
        [first, second].flatMap { half in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> $0) }
        }
    }

    /// A salt for one purpose, so that hashes for different purposes are unrelated.
    func derived(for purpose: String) -> IdentitySalt {
        let words = SipHash.hash(purpose, salt: self)
        return IdentitySalt(words.first, words.second)
    }
}
