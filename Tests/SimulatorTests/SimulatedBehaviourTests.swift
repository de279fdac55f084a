import Essentials
import MessagingModel
import Simulator
import TestSupport
import Testing

/// What every number of the table does, seen from the pipeline.
@Suite struct SimulatedBehaviourTests {
    private func number(_ code: Int) -> UInt64 { 34_600_099_900 + UInt64(code) }

    @Test(arguments: [
        (1, [MessageStatus.delivered], [StatusCode.none]),
        (2, [.accepted, .buffered, .delivered], [.none, .none, .none]),
        (3, [.buffered, .delivered], [.none, .none]),
        (4, [.buffered, .expired], [.none, .absentSubscriber]),
        (10, [.failed], [.other]),
        (11, [.failed], [.unknownSubscriber]),
        (12, [.failed], [.absentSubscriber]),
        (13, [.failed], [.barred]),
        (14, [.failed], [.memoryFull]),
        (15, [.failed], [.networkError]),
        (16, [.failed], [.senderNotAllowed]),
        (17, [.failed], [.contentRefused]),
        (20, [.expired], [.absentSubscriber]),
        (21, [.rejected], [.barred]),
        (22, [.unknown], [.other]),
        (51, [.delivered, .delivered], [.none, .none]),
        (52, [], []),
        (53, [.delivered, .buffered], [.none, .none]),
        (99, [.delivered], [.none]),
    ])
    func `receipts tell what the table says`(
        code: Int,
        statuses: [MessageStatus],
        codes: [StatusCode]
    ) throws {
        let link = try SimulatedLink()
        link.submit([number(code)])
        #expect(link.events.outcomes == [.accepted(references: [link.reference(0)])])
        for _ in 0..<12 { link.pass(.milliseconds(510)) }
        #expect(link.events.receipts.map(\.status) == statuses)
        #expect(link.events.receipts.map(\.code) == codes)
        #expect(link.events.receipts.allSatisfy { $0.reference == link.reference(0) })
        #expect(link.events.inbound.isEmpty)
    }

    @Test func `a late receipt is not there before its time`() throws {
        let link = try SimulatedLink()
        link.submit([number(1)])
        link.pass(.milliseconds(4900))
        #expect(link.events.receipts.isEmpty)
        link.pass(.milliseconds(110))
        #expect(link.events.receipts.count == 1)
    }

    @Test(arguments: [
        (31, StatusCode.unknownSubscriber), (33, .barred), (36, .senderNotAllowed),
        (37, .contentRefused),
    ])
    func `some are rejected at submit`(code: Int, reason: StatusCode) throws {
        let link = try SimulatedLink()
        link.submit([number(code)])
        guard case .rejected(reason, _) = link.events.outcomes.first else {
            Issue.record("not rejected: \(link.events.outcomes)")
            return
        }
        link.pass(.seconds(60))
        #expect(link.events.receipts.isEmpty)
    }

    @Test(arguments: [
        (40, [SubmitResult.Outcome.throttled, .throttled]),
        (41, [.temporaryFailure(carrierCode: "ESME_RSYSERR")]),
        (
            42,
            [
                .temporaryFailure(carrierCode: "ESME_RSYSERR"),
                .temporaryFailure(carrierCode: "ESME_RSYSERR"),
            ]
        ),
    ])
    func `some are taken after a while`(code: Int, refusals: [SubmitResult.Outcome]) throws {
        let link = try SimulatedLink()
        for _ in 0...refusals.count { link.again(0, to: number(code)) }
        let accepted = SubmitResult.Outcome.accepted(references: [link.reference(0)])
        #expect(link.events.outcomes == refusals + [accepted])
        link.pass(.milliseconds(510))
        #expect(link.events.receipts.map(\.status) == [.delivered])
    }

    @Test func `one fails every time`() throws {
        let link = try SimulatedLink()
        for _ in 0..<20 { link.again(0, to: number(43)) }
        let failure = SubmitResult.Outcome.temporaryFailure(carrierCode: "ESME_RSYSERR")
        #expect(link.events.outcomes == Array(repeating: failure, count: 20))
    }

    @Test func `a receipt comes before the answer`() throws {
        let link = try SimulatedLink()
        link.submit([number(50)])
        let kinds = link.events.all.map { event in
            switch event {
            case .receipt: "receipt"
            case .result: "result"
            case .inbound: "inbound"
            case .state: "state"
            }
        }
        #expect(kinds == ["state", "receipt", "result"])
    }

    @Test func `an answer is lost but the message is delivered`() throws {
        let link = try SimulatedLink()
        link.submit([number(54)])
        #expect(link.events.outcomes == [.inDoubt])
        link.pass(.milliseconds(510))
        #expect(link.events.receipts.map(\.status) == [.delivered])
        #expect(link.events.receipts.map(\.key) == [link.key(0)])
    }

    @Test(arguments: [
        (60, "Hola, gracias"), (61, "STOP"), (62, "BAJA"), (63, "¿Cuánto cuesta? 👍"),
    ])
    func `a handset answers`(code: Int, text: String) throws {
        let link = try SimulatedLink()
        link.submit([number(code)])
        link.pass(.milliseconds(510))
        #expect(link.events.receipts.map(\.status) == [.delivered])
        #expect(link.events.inbound.isEmpty)
        link.pass(.milliseconds(500))
        let message = try #require(link.events.inbound.first)
        #expect(link.events.inbound.count == 1)
        #expect(message.text == text)
        #expect(message.origin == .phone(number(code)))
        #expect(message.recipient == "Shop")
        #expect(message.answering == link.key(0))
    }
}
