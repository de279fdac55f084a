/// The state of a message (message_state).
///
/// Source: SMPP 3.4, 5.2.28; SMPP 5.0, 4.7.15.
public enum MessageState: UInt8, CaseIterable, Sendable {
    /// Scheduled for later (SMPP 5.0).
    case scheduled = 0
    /// On its way.
    case enroute = 1
    /// Arrived on the phone.
    case delivered = 2
    /// The validity period ended.
    case expired = 3
    /// Cancelled.
    case deleted = 4
    /// Cannot be delivered.
    case undeliverable = 5
    /// Accepted by customer service on behalf of the subscriber.
    case accepted = 6
    /// Unknown.
    case unknown = 7
    /// Rejected.
    case rejected = 8
    /// Skipped on purpose (SMPP 5.0).
    case skipped = 9

    /// Whether the state cannot change any more.
    public var isFinal: Bool {
        switch self {
        case .scheduled, .enroute: false
        default: true
        }
    }

    /// The word in receipts, such as `DELIVRD`.
    ///
    /// Source: SMPP 3.4, Appendix B; the first and last follow SMPP 5.0.
    public var receiptWord: String {
        switch self {
        case .scheduled: "SCHEDLD"
        case .enroute: "ENROUTE"
        case .delivered: "DELIVRD"
        case .expired: "EXPIRED"
        case .deleted: "DELETED"
        case .undeliverable: "UNDELIV"
        case .accepted: "ACCEPTD"
        case .unknown: "UNKNOWN"
        case .rejected: "REJECTD"
        case .skipped: "SKIPPED"
        }
    }
}
