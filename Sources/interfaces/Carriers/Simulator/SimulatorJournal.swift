import Domain
import Essentials

/// The simulator's memory on disk, as an operator or a test looks at it.
public enum SimulatorJournal {
    /// What a journal tells.
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
        /// Octets of whole records.
        public var bytes: Int = 0
        /// Octets after them, from a write that was cut off.
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
        summary.owedMessages = contents.owed.count
        summary.owedReports = contents.owed.values.reduce(0) { $0 + $1.openSteps.nonzeroBitCount }
        summary.settledReports = contents.totals.settledReports
        summary.bytes = end
        summary.tornBytes = file.size - end
        return summary
    }
}

/// What a journal's frames add up to.
struct JournalContents {
    var totals = JournalTotals()
    /// By number.
    var owed: [UInt64: OwedRecord] = [:]
    /// The first keys that were handed off twice.
    var duplicates: [MessageKey] = []

    mutating func take(_ frame: JournalFrame) {
        switch frame {
        case .accepted(let records):
            totals.accepted += UInt64(records.count)
            for record in records {
                totals.nextNumber = max(totals.nextNumber, record.number + 1)
                let steps = SimulatedBehaviour.of(record.destination).allSteps
                if steps != 0 {
                    owed[record.number] = OwedRecord(message: record, openSteps: steps)
                }
            }
        case .duplicates(let records):
            totals.duplicates += UInt64(records.count)
            let room = SimulatorJournal.mostDuplicateKeys - duplicates.count
            duplicates += records.prefix(room).map(\.key)
        case .settled(let reports):
            for report in reports { settle(report) }
        case .totals(let earlier):
            totals = earlier
        case .keys:
            break
        case .owed(let records):
            for record in records { owed[record.message.number] = record }
        }
    }

    private mutating func settle(_ report: SimulatorMachine.ReportID) {
        totals.settledReports += 1
        guard let record = owed[report.message] else { return }
        let open = record.openSteps & ~(1 << report.step)
        owed[report.message] =
            open == 0 ? nil : OwedRecord(message: record.message, openSteps: open)
    }
}
