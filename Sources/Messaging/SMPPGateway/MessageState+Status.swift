import MessagingModel
import SMPPCodec
import SMPPSession

/// Message statuses as SMPP states.
extension MessageState {
    /// The state in receipts and query responses.
    init(_ status: MessageStatus) {
        self =
            switch status {
            case .scheduled: .scheduled
            case .enqueued, .sent, .buffered: .enroute
            case .accepted: .accepted
            case .delivered: .delivered
            case .expired: .expired
            case .canceled: .deleted
            case .failed, .error, .unpaid: .undeliverable
            case .rejected: .rejected
            case .unknown: .unknown
            }
    }

    /// The state in a given version: SCHEDULED came with SMPP 5.0.
    func known(in version: InterfaceVersion) -> MessageState {
        self == .scheduled && version < .v50 ? .enroute : self
    }
}

extension MessageStatus {
    private static let byName = Dictionary(
        uniqueKeysWithValues: MessageStatus.allCases.map { ($0.name, $0) }
    )

    /// The status with that name; nil for other words, such as `inbound`.
    init?(name: String) {
        guard let status = MessageStatus.byName[name] else { return nil }
        self = status
    }
}
