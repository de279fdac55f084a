import Essentials
import MessagingModel

/// Outcomes on their way into the store, in order, one batch at a time.
struct OutcomeLog {
    private let mostPerTransaction: Int
    private var pending: [NotificationSettlement] = []
    /// The batch that is being recorded; empty when none is.
    private var batch: [NotificationSettlement] = []

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

    /// The next outcomes to record; nil while a batch is being recorded or there are none.
    mutating func takeBatch(now: Timestamp) -> [NotificationSettlement]? {
        guard batch.isEmpty, !pending.isEmpty else { return nil }
        if let retryAt, now < retryAt { return nil }
        retryAt = nil
        if pending.count <= mostPerTransaction {
            batch = pending
            pending = []
        } else {
            batch = Array(pending.prefix(mostPerTransaction))
            pending.removeFirst(batch.count)
        }
        return batch
    }

    /// The batch is durable.
    mutating func confirm() {
        recorded += batch.count
        batch = []
    }

    /// The store failed: the batch is recorded again from the given moment on.
    mutating func putBack(until moment: Timestamp) {
        retryAt = moment
        pending = batch + pending
        batch = []
    }
}
