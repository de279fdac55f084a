import Essentials
import MessagingModel

/// An accepted message in the journal.
struct AcceptedRecord: Hashable, Sendable {
    let number: UInt64
    let key: MessageKey
    let destination: UInt64
    let acceptedAt: Timestamp
    /// Empty unless the phone will reply; at most 255 bytes.
    let sender: String
}

/// A second hand-off of a message that was taken before.
struct DuplicateRecord: Hashable, Sendable {
    let key: MessageKey
    let attempt: UInt32
    let at: Timestamp

    init(key: MessageKey, attempt: UInt32, at: Timestamp) {
        self.key = key
        self.attempt = attempt
        self.at = at
    }

    init(_ submission: Submission, at now: Timestamp) {
        key = submission.key
        attempt = UInt32(clamping: submission.attempt)
        at = now
    }
}

/// A report that was acknowledged.
struct SettledRecord: Hashable, Sendable {
    let message: UInt64
    let step: UInt8

    init(message: UInt64, step: UInt8) {
        self.message = message
        self.step = step
    }

    init(_ report: PendingReceipt) {
        message = report.message
        step = report.step
    }
}

/// Counts of what a compacted journal does not hold any more.
struct JournalTotals: Hashable, Sendable {
    var nextNumber: UInt64 = 0
    var accepted: UInt64 = 0
    var duplicates: UInt64 = 0
    var settledReports: UInt64 = 0
}

/// One frame of the journal: records of one kind that were written together.
enum JournalFrame: Hashable, Sendable {
    case accepted([AcceptedRecord])
    case duplicates([DuplicateRecord])
    case settled([SettledRecord])
    case totals(JournalTotals)
    case keys([MessageKey])
    case pending([PendingMessage])
}
