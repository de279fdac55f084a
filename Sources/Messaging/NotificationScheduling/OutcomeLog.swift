import Essentials
import MessagingModel

/// Outcomes that are to be recorded in the store, in order, one batch at a time.
struct OutcomeLog {
    private let mostPerTransaction: Int
    private var pending: [NotificationSettlement] = []
    /// The batch that is being recorded; empty when none is.
    private var batch: [NotificationSettlement] = []

    /// The number of outcomes ever appended.
    private(set) var issued = 0
    /// The number of outcomes recorded so far, which are the first ones appended.
    private(set) var recorded = 0
    /// When recording is tried again after the store failed.
    private(set) var retryAt: Timestamp?

    init(mostPerTransaction: Int) { self.mostPerTransaction = mostPerTransaction }

    /// Outcomes that are not durable yet.
    var unrecorded: Int { issued - recorded }

    mutating func clockMoved(by step: Duration) { retryAt = retryAt.map { $0 + step } }

    mutating func append(_ settlement: NotificationSettlement) {
        pending.append(settlement)
        issued += 1
    }

    /// The next outcomes to record; nil while a batch is being recorded or if there are none.
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

    /// Removes the batch, which is durable.
    mutating func confirm() {
        recorded += batch.count
        batch = []
    }

    /// Keeps the batch after a failure; it is recorded again from the given time on.
    mutating func putBack(until moment: Timestamp) {
        retryAt = moment
        pending = batch + pending
        batch = []
    }
}
