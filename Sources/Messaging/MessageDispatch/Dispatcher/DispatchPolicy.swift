public import Essentials

/// The limits and retries of a dispatcher.
public struct DispatchPolicy: Hashable, Sendable {
    /// The most messages, waiting and handed off together.
    public var capacity: Int
    /// Hand-offs of a message before it fails; throttled ones do not count.
    public var maximumAttempts: Int
    /// The pause once every available carrier has failed a message.
    ///
    /// Without jitter `min(1 s × 2^(n−1), 5 min)` after the n-th attempt: 1, 2, 4, 8, 16, 32, 64,
    /// 128, 256, 300 s.
    public var retry: Backoff
    /// How long a carrier that throttles gets nothing.
    ///
    /// Without jitter `min(100 ms × 2^(n−1), 5 s)` at the n-th throttling since it last accepted:
    /// 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5 s.
    public var throttling: Backoff

    /// Creates a policy.
    public init(
        capacity: Int = 200_000,
        maximumAttempts: Int = 10,
        retry: Backoff = Backoff(first: .seconds(1), longest: .seconds(300)),
        throttling: Backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))
    ) {
        self.capacity = min(max(capacity, 1), Int(Int32.max) - 1)
        self.maximumAttempts = max(maximumAttempts, 1)
        self.retry = retry
        self.throttling = throttling
    }
}
