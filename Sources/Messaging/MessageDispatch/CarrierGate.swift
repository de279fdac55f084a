import Essentials

/// Says whether one carrier may be given another message now.
@usableFromInline
struct CarrierGate: Sendable {
    private(set) var limits = CarrierLimits()
    var isUp = false
    private(set) var inFlight = 0
    private(set) var handedOff = 0
    private(set) var throttled = 0
    var failed = 0
    private let throttling: Backoff
    /// How much of the window is used: halved by a throttling, grown by what is accepted.
    private var allowance: Double
    private var heldUntil = Timestamp(microseconds: .min)
    private var throttlesInARow = 0
    private var bucket: TokenBucket?

    /// Window regained with each accepted message, in messages.
    private static let regainedPerAccept = 1.0 / 16

    init(policy: DispatchPolicy) {
        throttling = policy.throttling
        allowance = Double(limits.windowSize)
    }

    var isAvailable: Bool { isUp && !limits.isPaused }

    mutating func set(_ newLimits: CarrierLimits, at now: Timestamp) {
        guard newLimits != limits else { return }
        if newLimits.windowSize != limits.windowSize { allowance = Double(newLimits.windowSize) }
        if newLimits.ratePerSecond != limits.ratePerSecond {
            bucket = newLimits.ratePerSecond.map { rate in
                var bucket = TokenBucket(
                    capacity: max(1, Double(rate) / 20),
                    refillPerSecond: Double(rate),
                    at: now
                )
                // A change of the rate must not be a way to a second burst.
                if handedOff > 0 { _ = bucket.take(bucket.capacity, at: now) }
                return bucket
            }
        }
        limits = newLimits
    }

    /// Takes a place for one more message if there is one.
    mutating func take(at now: Timestamp) -> Bool {
        guard inFlight < min(limits.windowSize, Int(allowance)), now >= heldUntil else {
            return false
        }
        if bucket?.take(at: now) == false { return false }
        inFlight += 1
        handedOff += 1
        return true
    }

    /// When there may be a place if no answer comes before; nil when only an answer can make one.
    mutating func nextPlace(after now: Timestamp) -> Timestamp? {
        guard inFlight < min(limits.windowSize, Int(allowance)) else { return nil }
        // A microsecond more, because rounding must not end in a wake-up that is just too early.
        let refilled = bucket.map { bucket in
            var bucket = bucket
            return now + bucket.wait(at: now) + .microseconds(1)
        }
        return max(heldUntil, refilled ?? now)
    }

    mutating func answered() { inFlight -= 1 }

    mutating func accepted() {
        throttlesInARow = 0
        guard allowance < Double(limits.windowSize) else { return }
        allowance = min(Double(limits.windowSize), allowance + CarrierGate.regainedPerAccept)
    }

    /// Leaves the carrier alone for a moment, and says until when.
    mutating func slowDown(
        at now: Timestamp,
        using generator: inout SeededGenerator
    ) -> Timestamp {
        throttled += 1
        // The rest of a window that was under way is the same throttling, not another one.
        guard now >= heldUntil else { return heldUntil }
        throttlesInARow += 1
        allowance = max(1, min(allowance, Double(inFlight + 1)) / 2)
        heldUntil = now + throttling.delay(beforeRetry: throttlesInARow, using: &generator)
        return heldUntil
    }
}
