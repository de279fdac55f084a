public import Essentials

/// When an endpoint counts as down, and how often it is probed then.
public struct BreakerPolicy: Hashable, Sendable {
    /// Failures in a row that open the breaker.
    public var failuresToOpen = 10
    /// The wait before each probe: 5 s, 10, 20, 40, 80, 160, 300, 300 …, ± 20 %.
    public var probes = Backoff(first: .seconds(5), longest: .seconds(300))

    /// Creates the default policy.
    public init() {}
}

/// The three states of a circuit breaker.
public enum BreakerState: String, Hashable, Sendable, CaseIterable {
    /// Notifications are sent.
    case closed
    /// Nothing is sent.
    case open
    /// One notification is sent to see whether the endpoint is back.
    case halfOpen
}

/// Stops sending to an endpoint that keeps failing, and probes whether it is back.
struct CircuitBreaker {
    private let policy: BreakerPolicy
    private(set) var state = BreakerState.closed
    /// When the next probe may be made; only meaningful while open.
    private(set) var probeAt = Timestamp(microseconds: 0)
    private var failures = 0
    private var probes = 0

    init(policy: BreakerPolicy) { self.policy = policy }

    mutating func clockMoved(by step: Duration) { probeAt = probeAt + step }

    /// Goes from open to half open when it is time.
    mutating func advance(to now: Timestamp) {
        if state == .open, now >= probeAt { state = .halfOpen }
    }

    /// Records a success: the endpoint is up.
    mutating func succeed() {
        state = .closed
        failures = 0
        probes = 0
    }

    /// Records a failure that was no probe; returns whether it opened the breaker.
    mutating func fail(at now: Timestamp, using generator: inout some RandomNumberGenerator) -> Bool
    {
        failures += 1
        guard state == .closed, failures >= policy.failuresToOpen else { return false }
        open(at: now, using: &generator)
        return true
    }

    /// Records a failed probe: the breaker stays open for longer.
    mutating func failProbe(at now: Timestamp, using generator: inout some RandomNumberGenerator) {
        open(at: now, using: &generator)
    }

    /// Records a probe without a result: the next one may be made then.
    mutating func postpone(until moment: Timestamp) {
        state = .open
        probeAt = moment
    }

    private mutating func open(
        at now: Timestamp,
        using generator: inout some RandomNumberGenerator
    ) {
        probes += 1
        state = .open
        probeAt = now + policy.probes.delay(beforeRetry: probes, using: &generator)
    }
}
