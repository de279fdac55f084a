/// A journal in a class, so that the file is closed with the last reference.
final class SMSCJournalFile {
    private var journal: SMSCJournal

    init(path: String, contents: inout SMSCJournal.Contents) throws(SimulatorError) {
        journal = try SMSCJournal(path: path, contents: &contents)
    }

    func accepted(_ message: SMSCMessage, octets: [UInt8]) {
        journal.accepted(message, octets: octets)
    }

    func settled(_ report: SMSCReport) { journal.settled(report) }

    func lost(_ report: SMSCReport) { journal.lost(report) }

    /// Writes the buffered lines; returns whether that succeeded.
    func flush() -> Bool {
        do {
            try journal.flush()
            return true
        } catch {
            return false
        }
    }
}
