import AccountsModel
import Essentials
import MessagingModel

/// The simulator's journal, for operators and tests.
public enum SimulatorJournal {
    /// A summary of a journal.
    public struct Summary: Hashable, Sendable, Codable {
        /// Distinct messages that were accepted.
        public var accepted: UInt64 = 0
        /// Hand-offs of messages that had been accepted before.
        public var duplicates: UInt64 = 0
        /// The first messages that were handed off twice, as `project/id`.
        public var duplicateKeys: [String] = []
        /// Messages with a receipt or an inbound message that is not acknowledged.
        public var pendingMessages: Int = 0
        /// Receipts and inbound messages that are not acknowledged.
        public var pendingReports: Int = 0
        /// Receipts and inbound messages that were acknowledged.
        public var settledReports: UInt64 = 0
        /// Bytes of complete records.
        public var bytes: Int = 0
        /// Bytes after them, from an incomplete write.
        public var tornBytes: Int = 0
    }

    /// The most messages that were handed off twice in a summary.
    public static let mostDuplicateKeys = 100

    /// Summarizes a journal, also while a simulator uses it.
    public static func summary(file path: String) throws(SimulatorError) -> Summary {
        let file = try JournalFile(readingFrom: path)
        var contents = JournalContents()
        let end = try JournalReader.read(file) { contents.take($0) }
        var summary = Summary()
        summary.accepted = contents.totals.accepted
        summary.duplicates = contents.totals.duplicates
        summary.duplicateKeys = contents.duplicates.map { "\($0.project.number)/\($0.id)" }
        let pending = contents.pending
        summary.pendingMessages = pending.count
        summary.pendingReports = pending.reduce(0) { $0 + $1.openSteps.nonzeroBitCount }
        summary.settledReports = contents.totals.settledReports
        summary.bytes = end
        summary.tornBytes = file.size - end
        return summary
    }
}
