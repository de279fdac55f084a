public import Essentials

/// How much a dispatcher holds and how it tries again.
public struct DispatchPolicy: Hashable, Sendable {
    /// The most entries, waiting and handed off together.
    public var capacity: Int
    /// Hand-offs of a message before it is given up; throttled ones do not count.
    public var maximumAttempts: Int
    /// The wait before the next round once every carrier that is up was tried.
    ///
    /// Without jitter `min(1 s × 2^(n−1), 5 min)` after the n-th attempt: 1, 2, 4, 8, 16, 32, 64,
    /// 128, 256, 300 s.
    public var retry: Backoff
    /// How long a carrier that throttles is left alone.
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

/// What a carrier may be given.
public struct CarrierLimits: Hashable, Sendable {
    /// The most hand-offs without an answer, at least 1.
    public var windowSize: Int
    /// The most hand-offs a second; nil for no limit.
    ///
    /// In any span of t seconds at most `rate × t + max(1, rate / 20)` hand-offs.
    public var ratePerSecond: Int?
    /// Whether the operator took it out of service; its messages go elsewhere or wait.
    public var isPaused: Bool

    /// Creates the value.
    public init(windowSize: Int = 4000, ratePerSecond: Int? = nil, isPaused: Bool = false) {
        self.windowSize = max(windowSize, 1)
        self.ratePerSecond = ratePerSecond.map { max($0, 1) }
        self.isPaused = isPaused
    }
}

/// Figures of one carrier.
public struct CarrierStatistics<CarrierName: Hashable & Sendable>: Hashable, Sendable {
    /// The carrier.
    public let carrier: CarrierName
    /// Whether it can take messages.
    public let isUp: Bool
    /// Whether the operator took it out of service.
    public let isPaused: Bool
    /// Hand-offs without an answer.
    public let inFlight: Int
    /// Entries that are due and would go to it next.
    public let queued: Int
    /// Hand-offs so far.
    public let handedOff: Int
    /// Hand-offs it answered with a wish to slow down.
    public let throttled: Int
    /// Hand-offs it failed for a passing reason.
    public let failed: Int
}
