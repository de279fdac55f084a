/// Where a message stands (message_state).
///
/// Source: SMPP 3.4, 5.2.28; SMPP 5.0, 4.7.15.
public enum MessageState: UInt8, CaseIterable, Sendable {
    /// Waits for its time (SMPP 5.0).
    case scheduled = 0
    /// On its way.
    case enroute = 1
    /// On the handset.
    case delivered = 2
    /// Its validity ran out.
    case expired = 3
    /// Cancelled.
    case deleted = 4
    /// Cannot be delivered.
    case undeliverable = 5
    /// Taken by a person on behalf of the subscriber.
    case accepted = 6
    /// Not known.
    case unknown = 7
    /// Refused.
    case rejected = 8
    /// Left out on purpose (SMPP 5.0).
    case skipped = 9

    /// Whether the state will not change any more.
    public var isFinal: Bool {
        switch self {
        case .scheduled, .enroute: false
        default: true
        }
    }

    /// The word of receipts, as `DELIVRD`.
    ///
    /// Source: SMPP 3.4, Appendix B; the first and last as SMPP 5.0 names them.
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
