import AccountsModel
import Essentials
import MessagingModel
import SMPPCodec
import SMSText
import Testing

@testable import SMPPCarrier

@Suite struct SubmissionLedgerTests {
    private static let start = Timestamp(seconds: 1_790_000_000)

    private func submission(_ number: UInt64) -> Submission {
        Submission(
            key: MessageKey(project: ProjectID(1), id: ObjectID(high: number, low: 1)),
            attempt: 1,
            sender: "Shop",
            destination: 34_600_000_000,
            text: "Hello",
            encoding: .gsm7,
            partsCount: 1,
            expiresAt: Self.start + .seconds(60)
        )
    }

    /// A ledger with one message of so many parts, all of them sent.
    private func sent(_ parts: Int) -> (SubmissionLedger, [UInt64]) {
        var ledger = SubmissionLedger(seed: 1)
        ledger.take(
            submission(1),
            Array(repeating: ShortMessage(), count: parts),
            at: Self.start
        )
        var tokens: [UInt64] = []
        while let part = ledger.next() { tokens.append(part.token) }
        return (ledger, tokens)
    }

    @Test func `a message is taken once all of its parts are`() {
        var (ledger, tokens) = sent(3)
        #expect(ledger.accepted(tokens[2], as: "c", at: Self.start) == nil)
        #expect(ledger.accepted(tokens[0], as: "a", at: Self.start) == nil)
        let settled = ledger.accepted(tokens[1], as: "b", at: Self.start)
        #expect(settled?.result.outcome == .accepted(references: ["a", "b", "c"]))
        #expect(ledger.count == 0)
    }

    @Test func `an answer that comes twice or to nothing changes nothing`() {
        var (ledger, tokens) = sent(2)
        #expect(ledger.accepted(tokens[0], as: "a", at: Self.start) == nil)
        #expect(ledger.accepted(tokens[0], as: "x", at: Self.start) == nil)
        #expect(ledger.accepted(.max, as: "x", at: Self.start) == nil)
        let settled = ledger.accepted(tokens[1], as: "b", at: Self.start)
        #expect(settled?.result.outcome == .accepted(references: ["a", "b"]))
        #expect(ledger.lost(tokens[1], at: Self.start) == nil)
    }

    @Test func `one lost part makes the message doubtful`() {
        var (ledger, tokens) = sent(2)
        #expect(ledger.lost(tokens[0], at: Self.start) == nil)
        let settled = ledger.accepted(tokens[1], as: "b", at: Self.start)
        #expect(settled?.result.outcome == .inDoubt)
    }

    @Test func `one rejected part rejects the message`() {
        var (ledger, tokens) = sent(2)
        #expect(ledger.accepted(tokens[0], as: "a", at: Self.start) == nil)
        let settled = ledger.refused(
            tokens[1],
            .reject(.barred),
            .receiverRejected,
            at: Self.start
        )
        let carrierCode = "ESME_RX_R_APPN"
        #expect(settled?.result.outcome == .rejected(code: .barred, carrierCode: carrierCode))
    }

    @Test func `parts that were throttled after others were taken are sent again alone`() {
        var (ledger, tokens) = sent(2)
        #expect(ledger.accepted(tokens[0], as: "a", at: Self.start) == nil)
        #expect(ledger.refused(tokens[1], .throttle, .throttled, at: Self.start) == nil)
        #expect(ledger.waitingParts == 0)
        ledger.wake(at: Self.start + .seconds(2))
        let again = ledger.next()
        #expect(again?.token == tokens[1])
        #expect(ledger.next() == nil)
        let settled = ledger.accepted(tokens[1], as: "b", at: Self.start)
        #expect(settled?.result.outcome == .accepted(references: ["a", "b"]))
    }

    @Test func `a message of which nothing was taken is throttled whole`() {
        var (ledger, tokens) = sent(2)
        #expect(ledger.refused(tokens[0], .throttle, .throttled, at: Self.start) == nil)
        let settled = ledger.refused(tokens[1], .reroute, .systemError, at: Self.start)
        #expect(settled?.result.outcome == .throttled)
    }

    @Test func `a part to retry is sent three times more, then the message goes elsewhere`() {
        var (ledger, tokens) = sent(1)
        var now = Self.start
        for _ in 0..<3 {
            #expect(ledger.refused(tokens[0], .retry, .systemError, at: now) == nil)
            now = now + .seconds(10)
            ledger.wake(at: now)
            #expect(ledger.next()?.token == tokens[0])
        }
        let settled = ledger.refused(tokens[0], .retry, .systemError, at: now)
        #expect(settled?.result.outcome == .temporaryFailure(carrierCode: "ESME_RSYSERR"))
    }

    @Test func `what was not begun is given back, what was begun is doubtful`() {
        var ledger = SubmissionLedger(seed: 1)
        for number in 1...3 as ClosedRange<UInt64> {
            ledger.take(submission(number), [ShortMessage(), ShortMessage()], at: Self.start)
        }
        let tokens = [ledger.next(), ledger.next(), ledger.next()].compactMap { $0?.token }
        #expect(ledger.accepted(tokens[2], as: "a", at: Self.start) == nil)
        // The first is under way, the second is half taken, the third was not begun.
        let results = ledger.giveUpWaiting(at: Self.start)
        #expect(results.map(\.outcome) == [.inDoubt, .notSubmitted])
        #expect(ledger.lost(tokens[0], at: Self.start) == nil)
        #expect(ledger.lost(tokens[1], at: Self.start)?.result.outcome == .inDoubt)
        #expect(ledger.count == 0)
    }

    @Test(arguments: 0..<50)
    func `every message has exactly one result whatever happens`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var ledger = SubmissionLedger(seed: seed)
        var taken: Set<MessageKey> = []
        var results: [SubmitResult] = []
        var underWay: [UInt64] = []
        var now = Self.start
        for step in 0..<600 {
            now = now + .milliseconds(Int.random(in: 0...500, using: &generator))
            ledger.wake(at: now)
            switch step < 500 ? Int.random(in: 0..<12, using: &generator) : 11 {
            case 0...3:
                let message = submission(UInt64(step) + 1)
                taken.insert(message.key)
                let parts = Int.random(in: 1...4, using: &generator)
                ledger.take(message, Array(repeating: ShortMessage(), count: parts), at: now)
            case 4...6: if let part = ledger.next() { underWay.append(part.token) }
            case 7...9:
                guard let token = underWay.randomElement(using: &generator) else { continue }
                underWay.removeAll { $0 == token }
                let settled =
                    switch Int.random(in: 0..<5, using: &generator) {
                    case 0: ledger.lost(token, at: now)
                    case 1: ledger.refused(token, .retry, .systemError, at: now)
                    case 2: ledger.refused(token, .throttle, .throttled, at: now)
                    default: ledger.accepted(token, as: "\(token)", at: now)
                    }
                if let settled { results.append(settled.result) }
            case 10 where Bool.random(using: &generator):
                results += ledger.giveUpWaiting(at: now)
            default:
                if let token = underWay.popLast(), let settled = ledger.lost(token, at: now) {
                    results.append(settled.result)
                }
            }
        }
        results += ledger.giveUpWaiting(at: now)
        for token in underWay {
            if let settled = ledger.lost(token, at: now) { results.append(settled.result) }
        }
        results += ledger.giveUpWaiting(at: now)
        #expect(results.count == taken.count)
        #expect(Set(results.map(\.key)) == taken)
        #expect(ledger.count == 0)
    }
}
