import MessagingModel

/// What a journal's frames add up to.
///
/// Messages are numbered in the order they were taken, so those after the last compaction are kept
/// in arrays by number; only what a compaction carried over is looked up.
struct JournalContents {
    private(set) var totals = JournalTotals()
    /// Keys of accepted messages, oldest first, as far as the journal still has them.
    private(set) var keys: [MessageKey] = []
    /// The first keys that were handed off twice.
    private(set) var duplicates: [MessageKey] = []
    private var carriedOver: [UInt64: OwedRecord] = [:]
    private var recent: [AcceptedRecord] = []
    private var recentSteps: [UInt8] = []

    /// Messages with pending receipts, in the order of acceptance.
    var owed: [OwedRecord] {
        let earlier = carriedOver.values.sorted { $0.message.number < $1.message.number }
        let later = recentSteps.indices.compactMap { index in
            recentSteps[index] == 0
                ? nil : OwedRecord(message: recent[index], openSteps: recentSteps[index])
        }
        return earlier + later
    }

    mutating func take(_ frame: JournalFrame) {
        switch frame {
        case .accepted(let records):
            totals.accepted += UInt64(records.count)
            for record in records { take(record) }
        case .duplicates(let records):
            totals.duplicates += UInt64(records.count)
            let room = SimulatorJournal.mostDuplicateKeys - duplicates.count
            duplicates += records.prefix(room).map(\.key)
        case .settled(let reports):
            totals.settledReports += UInt64(reports.count)
            for report in reports { settle(report) }
        case .totals(let earlier):
            totals = earlier
        case .keys(let earlier):
            keys += earlier
        case .owed(let records):
            for record in records { carriedOver[record.message.number] = record }
        }
    }

    private mutating func take(_ record: AcceptedRecord) {
        keys.append(record.key)
        let steps = SimulatedBehaviour.of(record.destination).allSteps
        totals.nextNumber = max(totals.nextNumber, record.number + 1)
        let isNext = recent.last.map { $0.number + 1 == record.number } ?? true
        if isNext {
            recent.append(record)
            recentSteps.append(steps)
        } else if steps != 0 {
            carriedOver[record.number] = OwedRecord(message: record, openSteps: steps)
        }
    }

    private mutating func settle(_ report: SettledRecord) {
        let mask = ~(UInt8(1) << report.step)
        if let first = recent.first?.number, report.message >= first,
            report.message - first < UInt64(recentSteps.count)
        {
            recentSteps[Int(report.message - first)] &= mask
        } else if let record = carriedOver[report.message] {
            let open = record.openSteps & mask
            carriedOver[report.message] =
                open == 0 ? nil : OwedRecord(message: record.message, openSteps: open)
        }
    }
}
