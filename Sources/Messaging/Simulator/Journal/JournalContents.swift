import MessagingModel

/// The sum of a journal's frames.
///
/// Messages are numbered in the order of acceptance, so those after the last compaction are kept in
/// arrays by number; only those that a compaction carried over are looked up.
struct JournalContents {
    private(set) var totals = JournalTotals()
    /// The keys of accepted messages that the journal still has, oldest first.
    private(set) var keys: [MessageKey] = []
    /// The first keys that were handed off twice.
    private(set) var duplicates: [MessageKey] = []
    private var carriedOver: [UInt64: PendingMessage] = [:]
    private var recent: [AcceptedRecord] = []
    private var recentSteps: [UInt8] = []

    /// Messages with pending receipts, in the order of acceptance.
    var pending: [PendingMessage] {
        let earlier = carriedOver.values.sorted { $0.record.number < $1.record.number }
        let later = recentSteps.indices.compactMap { index in
            recentSteps[index] == 0
                ? nil : PendingMessage(record: recent[index], openSteps: recentSteps[index])
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
        case .pending(let messages):
            for message in messages { carriedOver[message.record.number] = message }
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
            carriedOver[record.number] = PendingMessage(record: record, openSteps: steps)
        }
    }

    private mutating func settle(_ report: SettledRecord) {
        let mask = ~(UInt8(1) << report.step)
        if let first = recent.first?.number, report.message >= first,
            report.message - first < UInt64(recentSteps.count)
        {
            recentSteps[Int(report.message - first)] &= mask
        } else if var message = carriedOver[report.message] {
            message.openSteps &= mask
            carriedOver[report.message] = message.openSteps == 0 ? nil : message
        }
    }
}
