/// Counts of one carrier since the server started.
public struct CarrierStatistics: Hashable, Sendable {
    /// The carrier.
    public let carrier: CarrierID
    /// Whether it is connected.
    public let isUp: Bool
    /// Whether the operator paused it.
    public let isPaused: Bool
    /// Unanswered submissions.
    public let inFlight: Int
    /// Messages in memory that would go to it next.
    public let queued: Int
    /// Messages handed off to it.
    public let handedOff: Int
    /// Delivery receipts it sent.
    public var receipts: Int
    /// Submissions it throttled.
    public let throttled: Int
    /// Submissions that failed temporarily.
    public let failed: Int

    /// Creates statistics.
    public init(
        carrier: CarrierID,
        isUp: Bool,
        isPaused: Bool,
        inFlight: Int,
        queued: Int,
        handedOff: Int,
        receipts: Int = 0,
        throttled: Int,
        failed: Int
    ) {
        self.carrier = carrier
        self.isUp = isUp
        self.isPaused = isPaused
        self.inFlight = inFlight
        self.queued = queued
        self.handedOff = handedOff
        self.receipts = receipts
        self.throttled = throttled
        self.failed = failed
    }
}
