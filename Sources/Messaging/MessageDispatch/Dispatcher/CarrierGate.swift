import Essentials
import MessagingModel

/// Decides whether one carrier may get another message now.
struct CarrierGate: Sendable {
    private var windowSize = 4000
    private var ratePerSecond: Int?
    private(set) var isPaused = false
    var isUp = false
    private(set) var inFlight = 0
    private(set) var handedOff = 0
    private(set) var throttled = 0
    var failed = 0
    private let throttling: Backoff
    /// The used share of the window: throttling halves it, accepted messages widen it.
    private var allowance: Double
    private var heldUntil = Timestamp(microseconds: .min)
    private var throttlesInARow = 0
    private var bucket: TokenBucket?

    /// Window regained with each accepted message, in messages.
    private static let regainedPerAccept = 1.0 / 16

    init(policy: DispatchPolicy) {
        throttling = policy.throttling
        allowance = Double(windowSize)
    }

    var isAvailable: Bool { isUp && !isPaused }

    mutating func set(_ settings: CarrierSettings, at now: Timestamp) {
        isPaused = settings.isPaused
        let newWindow = max(settings.windowSize, 1)
        if newWindow != windowSize {
            windowSize = newWindow
            allowance = Double(newWindow)
        }
        let newRate = settings.ratePerSecond.map { max($0, 1) }
        guard newRate != ratePerSecond else { return }
        ratePerSecond = newRate
        bucket = newRate.map { rate in
            var bucket = TokenBucket(
                capacity: max(1, Double(rate) / 20),
                refillPerSecond: Double(rate),
                at: now
            )
            // A change of the rate must not allow a second burst.
            if handedOff > 0 { _ = bucket.take(bucket.capacity, at: now) }
            return bucket
        }
    }

    /// Takes room for one more message if there is any.
    mutating func take(at now: Timestamp) -> Bool {
        guard inFlight < min(windowSize, Int(allowance)), now >= heldUntil else {
            return false
        }
        if bucket?.take(at: now) == false { return false }
        inFlight += 1
        handedOff += 1
        return true
    }

    /// When there may be room without another answer; nil if only an answer can make room.
    mutating func nextPlace(after now: Timestamp) -> Timestamp? {
        guard inFlight < min(windowSize, Int(allowance)) else { return nil }
        // A microsecond more, so that rounding never wakes up too early.
        let refilled = bucket.map { bucket in
            var bucket = bucket
            return now + bucket.wait(at: now) + .microseconds(1)
        }
        return max(heldUntil, refilled ?? now)
    }

    mutating func clockMoved(by step: Duration) {
        if heldUntil > Timestamp(microseconds: 0) { heldUntil = heldUntil + step }
        bucket?.move(by: step)
    }

    mutating func answered() { inFlight -= 1 }

    mutating func accepted() {
        throttlesInARow = 0
        guard allowance < Double(windowSize) else { return }
        allowance = min(Double(windowSize), allowance + CarrierGate.regainedPerAccept)
    }

    /// Holds the carrier back for a moment, and returns until when.
    mutating func slowDown(
        at now: Timestamp,
        using generator: inout SeededGenerator
    ) -> Timestamp {
        throttled += 1
        // Throttled answers of the same window count as one throttling.
        guard now >= heldUntil else { return heldUntil }
        throttlesInARow += 1
        allowance = max(1, min(allowance, Double(inFlight + 1)) / 2)
        heldUntil = now + throttling.delay(beforeRetry: throttlesInARow, using: &generator)
        return heldUntil
    }
}
