import Essentials

/// A distribution, counted in buckets with fixed upper bounds.
public final class Histogram: Sendable {
    /// Bounds for the latency of requests, from 0.5 ms to 10 s.
    public static let latencySeconds: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]
    /// Bounds for the size of batches, in powers of four.
    public static let batchSizes: [Double] = [1, 4, 16, 64, 256, 1024, 4096]

    let bounds: [Double]
    private let state: Locked<State>

    struct State: Sendable {
        /// Observations per bucket, not cumulative; the last bucket is above all bounds.
        var counts: [UInt64]
        var sum = 0.0
    }

    /// Creates a histogram that belongs to no registry; the bounds must be sorted.
    public init(buckets: [Double]) {
        bounds = buckets.filter(\.isFinite).sorted()
        state = Locked(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    /// Counts one observation; ignores one that is not finite.
    public func observe(_ value: Double) {
        guard value.isFinite else { return }
        var bucket = 0
        while bucket < bounds.count, value > bounds[bucket] { bucket += 1 }
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    /// Counts one duration, in seconds.
    public func observe(_ duration: Duration) { observe(duration.inSeconds) }

    /// The number of observations.
    public var count: UInt64 { snapshot.counts.reduce(0, +) }

    /// The sum of all observations.
    public var sum: Double { snapshot.sum }

    var snapshot: State { state.withLock { $0 } }
}
