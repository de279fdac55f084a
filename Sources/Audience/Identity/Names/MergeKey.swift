/// Represents one value of one merge attribute: 8 bits of rank, 120 bits of salted hash.
///
/// Ordered by rank, then hash: the order in which values are considered when joins can be refused.
public struct MergeKey: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    init(rank: UInt8, words: HashWords) {
        high = words.first >> 8 | UInt64(rank) << 56
        low = words.second
    }

    /// The index of the attribute in the rules.
    public var rank: Int { Int(high >> 56) }

    /// Orders by rank, then hash.
    public static func < (left: MergeKey, right: MergeKey) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
