import Domain
import Essentials

/// Writes down what the simulator took and what was acknowledged, before anybody is told.
///
/// Records are gathered and go to the file in one write. Once the file has grown to twice what it
/// would be if only what is owed were in it, it is written anew.
struct JournalWriter: ~Copyable {
    private var file: JournalFile
    private var pending: [UInt8] = []
    private var pendingTotals = JournalTotals()
    private(set) var totals: JournalTotals
    private var compactAt: Int
    private let isCompacting: Bool

    /// No file below this size is compacted.
    static let leastCompaction = 8 << 20
    /// Octets one owed message takes at most, and one remembered key.
    private static let owedBytes = 64
    private static let keyBytes = 20

    /// Opens the journal and restores the machine from it.
    init(
        path: String,
        isCompacting: Bool,
        machine: inout SimulatorMachine
    )
        throws(SimulatorError)
    {
        var file = try JournalFile(appendingTo: path)
        var contents = JournalContents()
        let end = try JournalReader.read(file) { frame in
            switch frame {
            case .accepted(let records): for record in records { machine.restore(key: record.key) }
            case .keys(let keys): for key in keys { machine.restore(key: key) }
            default: break
            }
            contents.take(frame)
        }
        if end < file.size { try file.truncate(to: end) }
        if end == 0 { try file.append(JournalCoding.magic) }
        machine.restore(contents.owed, nextNumber: contents.totals.nextNumber)
        self.file = file
        self.isCompacting = isCompacting
        totals = contents.totals
        compactAt = Self.leastCompaction
    }

    // MARK: Gathering

    mutating func accepted(_ records: [AcceptedRecord]) {
        JournalCoding.append(.accepted, records, to: &pending, encode: JournalCoding.encode)
        pendingTotals.accepted += UInt64(records.count)
    }

    mutating func duplicates(_ records: [DuplicateRecord]) {
        JournalCoding.append(.duplicates, records, to: &pending, encode: JournalCoding.encode)
        pendingTotals.duplicates += UInt64(records.count)
    }

    mutating func settled(_ reports: [SimulatorMachine.ReportID]) {
        JournalCoding.append(.settled, reports, to: &pending, encode: JournalCoding.encode)
        pendingTotals.settledReports += UInt64(reports.count)
    }

    /// Writes what was gathered; if that fails, it is dropped and the file is as it was.
    mutating func flush() throws(SimulatorError) {
        guard !pending.isEmpty else { return }
        defer {
            pending.removeAll(keepingCapacity: pending.count <= 1 << 20)
            pendingTotals = JournalTotals()
        }
        try file.append(pending)
        totals.accepted += pendingTotals.accepted
        totals.duplicates += pendingTotals.duplicates
        totals.settledReports += pendingTotals.settledReports
    }

    // MARK: Compaction

    /// Writes the file anew if that makes it much smaller.
    mutating func compactIfWorthwhile(_ machine: SimulatorMachine) throws(SimulatorError) {
        guard isCompacting, file.size >= compactAt else { return }
        let live = machine.owed.count * Self.owedBytes + machine.keys.count * Self.keyBytes
        guard live * 2 < file.size else {
            compactAt = live * 2
            return
        }
        // Not at every turn again, should it fail.
        compactAt = file.size * 2
        try compact(machine)
        compactAt = max(Self.leastCompaction, file.size * 2)
    }

    private mutating func compact(_ machine: SimulatorMachine) throws(SimulatorError) {
        let path = file.path
        var bytes = JournalCoding.magic
        var totals = totals
        totals.nextNumber = machine.nextNumber
        JournalCoding.append(.totals, [totals], to: &bytes, encode: JournalCoding.encode)
        JournalCoding.append(.keys, machine.keys.all, to: &bytes, encode: JournalCoding.encode)
        JournalCoding.append(.owed, machine.owedRecords, to: &bytes, encode: JournalCoding.encode)
        var fresh = try JournalFile(replacing: path + ".new")
        try fresh.append(bytes)
        try fresh.rename(to: path)
        file = fresh
    }
}
