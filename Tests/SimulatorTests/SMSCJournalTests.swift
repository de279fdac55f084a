import Essentials
import Testing

@testable import Simulator

@Suite struct SMSCJournalTests {
    private func message(_ number: UInt64, _ source: String = "Shop") -> SMSCMessage {
        SMSCMessage(
            number: number,
            acceptedAt: Timestamp(microseconds: 1_790_000_000_000_000),
            systemID: "esme",
            source: source,
            destination: "34600000000",
            userReference: number.isMultiple(of: 2) ? nil : 7,
            openSteps: 1
        )
    }

    private func read(_ path: String) throws -> SMSCJournal.Contents {
        var contents = SMSCJournal.Contents()
        _ = try SMSCJournal(path: path, contents: &contents)
        return contents
    }

    @Test func `what was taken and not settled is pending after a new start`() throws {
        let file = TemporaryFile()
        let path = file.path
        var contents = SMSCJournal.Contents()
        var journal = try SMSCJournal(path: path, contents: &contents)
        for number in 1...5 as ClosedRange<UInt64> {
            journal.accepted(message(number), octets: [1, 2, 255])
        }
        journal.settled(SMSCReport(message: 2, step: 0))
        try journal.flush()
        _ = consume journal
        let restored = try read(path)
        #expect(restored.nextNumber == 6)
        #expect(restored.pending == [1: message(1), 3: message(3), 4: message(4), 5: message(5)])
    }

    @Test func `names cannot break a line`() throws {
        let file = TemporaryFile()
        let path = file.path
        var contents = SMSCJournal.Contents()
        var journal = try SMSCJournal(path: path, contents: &contents)
        journal.accepted(message(1, "a b\nA 9 9"), octets: [])
        journal.accepted(message(2, ""), octets: [])
        try journal.flush()
        _ = consume journal
        let restored = try read(path)
        #expect(restored.pending[1]?.source == "a_b_A_9_9")
        #expect(restored.pending[2]?.source == "")
        #expect(restored.pending.count == 2)
    }

    @Test(arguments: 1..<60)
    func `a last line that is cut off was never taken`(cut: Int) throws {
        let file = TemporaryFile()
        let path = file.path
        var contents = SMSCJournal.Contents()
        var journal = try SMSCJournal(path: path, contents: &contents)
        journal.accepted(message(1), octets: [])
        journal.accepted(message(2), octets: [])
        try journal.flush()
        _ = consume journal
        let whole = file.contents
        file.contents = Array(whole.dropLast(min(cut, whole.count / 2 - 1)))
        let restored = try read(path)
        #expect(Set(restored.pending.keys) == [1])
        #expect(restored.nextNumber == 2)
        // What is written next begins on a line of its own.
        #expect(file.contents.last == UInt8(ascii: "\n"))
    }

    @Test func `two cannot share a journal`() throws {
        let file = TemporaryFile()
        let path = file.path
        var contents = SMSCJournal.Contents()
        let journal = try SMSCJournal(path: path, contents: &contents)
        #expect(throws: SimulatorError.journalInUse(path: path)) { try read(path) }
        _ = consume journal
    }
}
