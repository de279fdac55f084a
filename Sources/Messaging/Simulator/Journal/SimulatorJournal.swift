import AccountsModel
import Essentials
import MessagingModel

/// The simulator's memory on disk, as an operator or a test looks at it.
public enum SimulatorJournal {
    /// A summary of a journal.
    public struct Summary: Hashable, Sendable, Codable {
        /// Messages taken, each once.
        public var accepted: UInt64 = 0
        /// Hand-offs of messages that had been taken before.
        public var duplicates: UInt64 = 0
        /// The first of those that were handed off twice, as `project/id`.
        public var duplicateKeys: [String] = []
        /// Messages of which a receipt or an inbound message is not yet acknowledged.
        public var owedMessages: Int = 0
        /// Receipts and inbound messages that are not yet acknowledged.
        public var owedReports: Int = 0
        /// Receipts and inbound messages that were acknowledged.
        public var settledReports: UInt64 = 0
        /// Bytes of whole records.
        public var bytes: Int = 0
        /// Bytes after them, from a write that was cut off.
        public var tornBytes: Int = 0
    }

    /// Names of twice handed off messages a summary holds at most.
    public static let mostDuplicateKeys = 100

    /// Reads a journal, also while a simulator uses it.
    public static func summary(file path: String) throws(SimulatorError) -> Summary {
        let file = try JournalFile(readingFrom: path)
        var contents = JournalContents()
        let end = try JournalReader.read(file) { contents.take($0) }
        var summary = Summary()
        summary.accepted = contents.totals.accepted
        summary.duplicates = contents.totals.duplicates
        summary.duplicateKeys = contents.duplicates.map { "\($0.project.number)/\($0.id)" }
        let owed = contents.owed
        summary.owedMessages = owed.count
        summary.owedReports = owed.reduce(0) { $0 + $1.openSteps.nonzeroBitCount }
        summary.settledReports = contents.totals.settledReports
        summary.bytes = end
        summary.tornBytes = file.size - end
        return summary
    }
}
