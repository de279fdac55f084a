import Essentials

/// Records accepted messages and acknowledgements before they are answered.
///
/// Records are buffered and written to the file at once. When the file is twice as long as what it
/// must hold, and twice as long as after the last rewrite, it is rewritten.
struct JournalWriter: ~Copyable {
    private var file: JournalFile
    private var pending: [UInt8] = []
    private var pendingTotals = JournalTotals()
    private(set) var totals: JournalTotals
    /// The size after the last compaction, or at the last attempt.
    private var sizeOfCompacted: Int
    private let options: SimulatorOptions

    /// The most bytes of a pending message.
    private static let pendingMessageBytes = 64
    private static let keyBytes = 20

    /// Opens the journal and restores the machine from it.
    init(
        path: String,
        options: SimulatorOptions,
        machine: inout SimulatorMachine
    )
        throws(SimulatorError)
    {
        var file = try JournalFile(appendingTo: path)
        var contents = JournalContents()
        let end = try JournalReader.read(file) { contents.take($0) }
        if end < file.size { try file.truncate(to: end) }
        if end == 0 { try file.append(JournalCoding.magic) }
        machine.restore(contents)
        self.file = file
        self.options = options
        totals = contents.totals
        sizeOfCompacted = 0
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

    mutating func settled(_ records: [SettledRecord]) {
        JournalCoding.append(.settled, records, to: &pending, encode: JournalCoding.encode)
        pendingTotals.settledReports += UInt64(records.count)
    }

    var hasPending: Bool { !pending.isEmpty }

    /// Writes the buffered records; if that fails, they are dropped and the file is unchanged.
    mutating func flush() throws(SimulatorError) {
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

    /// Rewrites the file if that makes it much smaller.
    mutating func compactIfWorthwhile(_ machine: SimulatorMachine) throws(SimulatorError) {
        guard options.compactsJournal, file.size >= options.leastCompactedBytes else { return }
        // With nothing pending a rewrite is cheap, and makes the next start fast.
        let isGrown = file.size >= 2 * sizeOfCompacted
        let isIdle = machine.pending.count == 0 && file.size > sizeOfCompacted
        guard isGrown || isIdle else { return }
        let live =
            machine.pending.count * Self.pendingMessageBytes + machine.keys.count * Self.keyBytes
        guard live * 2 < file.size else { return }
        // If it fails, the next turn must not try again.
        sizeOfCompacted = file.size
        try compact(machine)
        sizeOfCompacted = file.size
    }

    private mutating func compact(_ machine: SimulatorMachine) throws(SimulatorError) {
        let path = file.path
        var bytes = JournalCoding.magic
        var totals = totals
        totals.nextNumber = machine.nextNumber
        JournalCoding.append(.totals, [totals], to: &bytes, encode: JournalCoding.encode)
        JournalCoding.append(.keys, machine.keys.all, to: &bytes, encode: JournalCoding.encode)
        JournalCoding.append(
            .pending,
            machine.pending.all,
            to: &bytes,
            encode: JournalCoding.encode
        )
        var fresh = try JournalFile(replacing: path + ".new")
        try fresh.append(bytes)
        try fresh.rename(to: path)
        file = fresh
    }
}
