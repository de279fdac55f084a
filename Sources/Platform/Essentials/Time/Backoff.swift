/// A growing wait between attempts, with jitter so that clients do not return all at once.
///
/// The wait before retry `n` (from 1) is `min(first × 2^(n−1), longest)`, then lengthened or
/// shortened by up to `jitter` of itself. With first 1 s, longest 60 s: 1, 2, 4, 8, 16, 32, 60, 60.
public struct Backoff: Hashable, Sendable {
    /// The wait before the first retry, without jitter.
    public let first: Duration
    /// No wait is longer than this, before jitter.
    public let longest: Duration
    /// The share of the wait that jitter may add or take, 0 to 1.
    public let jitter: Double

    /// Creates a policy.
    public init(first: Duration, longest: Duration, jitter: Double = 0.2) {
        self.first = first
        self.longest = longest
        self.jitter = jitter
    }

    /// The wait before the given retry, counted from 1.
    public func delay(
        beforeRetry retry: Int,
        using generator: inout some RandomNumberGenerator
    ) -> Duration {
        let doublings = min(max(retry - 1, 0), 30)
        return min(first * (1 << doublings), longest).jittered(by: jitter, using: &generator)
    }
}

extension Duration {
    /// The duration lengthened or shortened by up to the given share of itself.
    public func jittered(
        by share: Double,
        using generator: inout some RandomNumberGenerator
    ) -> Duration {
        guard share > 0 else { return self }
        return self * Double.random(in: 1 - share...1 + share, using: &generator)
    }
}
