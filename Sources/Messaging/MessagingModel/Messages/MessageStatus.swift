/// Where a message stands; the life cycle is drawn in docs/explanation/life-of-a-message.md.
///
/// The raw value is what the stores keep; it never changes its meaning.
public enum MessageStatus: Int, Sendable, CaseIterable {
    /// Waits for its time.
    case scheduled = 1
    /// Accepted, paid and waiting for a carrier.
    case enqueued = 2
    /// Accepted but never sent: the balance did not reach.
    case unpaid = 3
    /// Handed to a carrier, which took it.
    case sent = 4
    /// The carrier says it accepted the message for delivery.
    case accepted = 5
    /// The carrier holds the message and keeps trying.
    case buffered = 6
    /// Reached the handset.
    case delivered = 7
    /// Could not be handed to any carrier.
    case error = 8
    /// The carrier could not deliver it.
    case failed = 9
    /// The validity ran out first.
    case expired = 10
    /// Cancelled before it was handed over.
    case canceled = 11
    /// Refused by the carrier.
    case rejected = 12
    /// Nobody knows: a hand-off in doubt that nothing resolved, or the carrier said so.
    case unknown = 13

    /// The word on the wire.
    public var name: String {
        switch self {
        case .scheduled: "scheduled"
        case .enqueued: "enqueued"
        case .unpaid: "unpaid"
        case .sent: "sent"
        case .accepted: "accepted"
        case .buffered: "buffered"
        case .delivered: "delivered"
        case .error: "error"
        case .failed: "failed"
        case .expired: "expired"
        case .canceled: "canceled"
        case .rejected: "rejected"
        case .unknown: "unknown"
        }
    }

    /// Whether nothing can change the status any more.
    public var isFinal: Bool {
        switch self {
        case .scheduled, .enqueued, .sent, .accepted, .buffered: false
        case .unpaid, .delivered, .error, .failed, .expired, .canceled, .rejected, .unknown: true
        }
    }

    /// Whether a delivery report tells of it; the others are in the answer to the request.
    public var isReported: Bool {
        switch self {
        case .scheduled, .enqueued, .unpaid: false
        default: true
        }
    }

    /// How far along a message is; a report never takes a message back to a lower rank.
    public var rank: Int {
        switch self {
        case .scheduled: 0
        case .enqueued: 1
        case .sent: 2
        case .accepted: 3
        case .buffered: 4
        default: 5
        }
    }

    /// Whether a message in this status may go to the next one.
    public func canBecome(_ next: MessageStatus) -> Bool {
        !isFinal && next.rank > rank
    }
}
