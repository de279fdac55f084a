/// A rate limit that allows short bursts: tokens are added at a steady rate and each use takes
/// one.
///
/// Pure: the time is passed in. Never holds more than `capacity` tokens.
public struct TokenBucket: Sendable {
    /// The most tokens the bucket holds, hence the longest burst.
    public let capacity: Double
    /// Tokens added per second.
    public let refillPerSecond: Double
    private var tokens: Double
    private var updatedAt: Timestamp

    /// Creates a full bucket.
    public init(capacity: Double, refillPerSecond: Double, at moment: Timestamp) {
        self.capacity = capacity
        self.refillPerSecond = refillPerSecond
        tokens = capacity
        updatedAt = moment
    }

    /// Takes tokens if all of them are available; false otherwise.
    ///
    /// A request for more than the capacity succeeds when the bucket is full and leaves it below
    /// zero: otherwise it could never succeed.
    public mutating func take(_ count: Double = 1, at moment: Timestamp) -> Bool {
        refill(at: moment)
        guard tokens >= needed(for: count) else { return false }
        tokens -= count
        return true
    }

    /// How long until the given number of tokens can be taken; zero if they can be taken now.
    public mutating func wait(for count: Double = 1, at moment: Timestamp) -> Duration {
        refill(at: moment)
        let needed = needed(for: count)
        guard tokens < needed else { return .zero }
        guard refillPerSecond > 0 else { return .seconds(3600) }
        return .seconds((needed - tokens) / refillPerSecond)
    }

    /// Moves the bucket along with its clock.
    public mutating func move(by step: Duration) { updatedAt = updatedAt + step }

    /// The tokens that must be available to take `count`; a bucket without capacity never has any.
    private func needed(for count: Double) -> Double {
        capacity > 0 ? min(count, capacity) : count
    }

    /// Goes on at a time that was set back by more than clocks of threads differ.
    private static let setBack = Duration.seconds(1)

    private mutating func refill(at moment: Timestamp) {
        guard moment > updatedAt else {
            // Otherwise nothing would be added until the earlier time comes again.
            if updatedAt - moment > Self.setBack { updatedAt = moment }
            return
        }
        tokens = min(capacity, tokens + (moment - updatedAt).inSeconds * refillPerSecond)
        updatedAt = moment
    }
}
