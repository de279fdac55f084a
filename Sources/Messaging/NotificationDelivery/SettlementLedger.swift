import Essentials
import MessagingModel

/// Outcomes on their way into the store, in order, one batch at a time.
struct SettlementLedger {
    private let mostPerTransaction: Int
    private var pending: [NotificationSettlement] = []
    private var isRecording = false

    /// Outcomes ever appended.
    private(set) var issued = 0
    /// Outcomes recorded so far, which are the first ones of those appended.
    private(set) var recorded = 0
    /// When recording is tried again after the store failed.
    private(set) var retryAt: Timestamp?

    init(mostPerTransaction: Int) { self.mostPerTransaction = mostPerTransaction }

    /// Outcomes that are not durable yet.
    var unrecorded: Int { issued - recorded }

    mutating func append(_ settlement: NotificationSettlement) {
        pending.append(settlement)
        issued += 1
    }

    /// The next outcomes to record; nil while some are being recorded or there are none.
    mutating func takeBatch(now: Timestamp) -> [NotificationSettlement]? {
        guard !isRecording, !pending.isEmpty else { return nil }
        if let retryAt, now < retryAt { return nil }
        retryAt = nil
        isRecording = true
        if pending.count <= mostPerTransaction {
            defer { pending = [] }
            return pending
        }
        let batch = Array(pending.prefix(mostPerTransaction))
        pending.removeFirst(batch.count)
        return batch
    }

    mutating func confirm(_ count: Int) {
        isRecording = false
        recorded += count
    }

    mutating func putBack(_ batch: [NotificationSettlement], until moment: Timestamp) {
        isRecording = false
        retryAt = moment
        pending = batch + pending
    }
}
