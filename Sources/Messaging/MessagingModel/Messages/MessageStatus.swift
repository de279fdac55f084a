/// The status of a message; the life cycle is drawn in docs/explanation/life-of-a-message.md.
///
/// The raw value is what the stores keep; it never changes its meaning.
public enum MessageStatus: Int, Sendable, CaseIterable {
    /// Waiting for its time.
    case scheduled = 1
    /// Accepted, charged and waiting for a carrier.
    case enqueued = 2
    /// Accepted but never sent: the balance was too low.
    case unpaid = 3
    /// Accepted by a carrier.
    case sent = 4
    /// The carrier reports that it accepted the message for delivery.
    case accepted = 5
    /// The carrier holds the message and keeps trying.
    case buffered = 6
    /// Arrived on the phone.
    case delivered = 7
    /// No carrier accepted it.
    case error = 8
    /// The carrier could not deliver it.
    case failed = 9
    /// Its validity ended first.
    case expired = 10
    /// Cancelled before it was handed off.
    case canceled = 11
    /// Rejected by the carrier.
    case rejected = 12
    /// A hand-off in doubt that nothing resolved, or the carrier does not know.
    case unknown = 13

    /// The name on the wire.
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

    /// Whether it is reported to the sender; the others are in the response to the request.
    public var isReported: Bool {
        switch self {
        case .scheduled, .enqueued, .unpaid: false
        default: true
        }
    }

    /// How far along a message is; a receipt never takes it back to a lower rank.
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
