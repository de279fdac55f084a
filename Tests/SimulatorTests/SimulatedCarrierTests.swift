import Essentials
import MessagingModel
import Simulator
import TestSupport
import Testing

@Suite struct SimulatedCarrierTests {
    @Test(arguments: [34_600_000_000, 34_600_000_001, 34_600_000_002] as [UInt64])
    func `the numbers of the guides are delivered`(destination: UInt64) throws {
        let link = try SimulatedLink()
        link.submit([destination])
        #expect(link.events.outcomes == [.accepted(references: [link.reference(0)])])
        #expect(link.events.receipts.isEmpty)
        link.pass(.milliseconds(510))
        #expect(link.events.receipts.map(\.status) == [.delivered])
        #expect(link.events.receipts.map(\.key) == [link.key(0)])
    }

    @Test func `answers and receipts wait as long as they are set to`() throws {
        let settings = CarrierSettings(
            id: .simulator,
            options: ["submitDelayMilliseconds": "40", "receiptDelayMilliseconds": "100"]
        )
        let link = try SimulatedLink(options: SimulatorOptions(settings))
        link.submit([34_600_000_000])
        #expect(link.events.outcomes.isEmpty)
        link.pass(.milliseconds(40))
        #expect(link.events.outcomes.count == 1)
        #expect(link.events.receipts.isEmpty)
        link.pass(.milliseconds(110))
        #expect(link.events.receipts.count == 1)
    }

    @Test func `changed waits hold at once, also for reports that are pending`() throws {
        let link = try SimulatedLink(options: SimulatorOptions(receiptDelay: .seconds(60)))
        // Accepted, buffered and delivered, one delay after the other.
        link.submit([34_600_099_902, 34_600_000_000])
        link.pass(.milliseconds(900))
        link.carrier.update(SimulatorOptions(receiptDelay: .milliseconds(500)))
        link.turn()
        #expect(link.events.receipts.map(\.status) == [.accepted, .delivered])
        link.pass(.milliseconds(700))
        #expect(link.events.receipts.map(\.status).last == .delivered)
        #expect(link.events.receipts.count == 4)
        link.carrier.update(SimulatorOptions(receiptDelay: .seconds(60)))
        link.submit([34_600_000_000])
        link.pass(.seconds(59))
        #expect(link.events.receipts.count == 4)
        link.pass(.seconds(2))
        #expect(link.events.receipts.count == 5)
    }

    @Test func `a report that waits for its acknowledgement is not sent anew by a change`() throws {
        let link = try SimulatedLink(acknowledges: false)
        link.submit([34_600_000_000])
        link.pass(.milliseconds(510))
        #expect(link.events.receipts.count == 1)
        link.carrier.update(SimulatorOptions(receiptDelay: .zero))
        link.turn()
        link.pass(.seconds(1))
        #expect(link.events.receipts.count == 1)
        link.pass(.seconds(30))
        #expect(link.events.receipts.count == 2)
    }

    @Test func `a changed window holds for the next submissions`() throws {
        var options = SimulatorOptions(submitDelay: .seconds(10), mostUnanswered: 2)
        let link = try SimulatedLink(options: options)
        link.submit(Array(repeating: 34_600_000_000, count: 3))
        #expect(link.events.outcomes == [.throttled])
        options.mostUnanswered = 3
        link.carrier.update(options)
        link.submit([34_600_000_000])
        #expect(link.events.outcomes == [.throttled])
    }

    @Test func `without a delay a receipt still comes after the answer`() throws {
        let link = try SimulatedLink(options: SimulatorOptions(receiptDelay: .zero))
        link.submit([34_600_000_000])
        guard case .result = link.events.all[1], case .receipt = link.events.all[2] else {
            Issue.record("in another order: \(link.events.all)")
            return
        }
    }

    @Test func `the reports of many submissions come in batches`() throws {
        let link = try SimulatedLink()
        for _ in 0..<20 {
            link.submit(Array(repeating: 34_600_000_000, count: 125))
            link.clock.advance(by: .microseconds(200))
        }
        link.pass(.milliseconds(520))
        #expect(link.events.receipts.count == 2500)
        #expect(link.events.receiptBatches <= 4)
    }

    @Test func `a report that nobody acknowledges comes again until it is`() throws {
        let link = try SimulatedLink(acknowledges: false)
        link.submit([34_600_099_961])
        link.pass(.milliseconds(510))
        link.pass(.seconds(30))
        link.pass(.seconds(30))
        #expect(link.events.receipts.count == 3)
        #expect(Set(link.events.receipts).count == 1)
        #expect(Set(link.events.inbound.map(\.reference)).count == 1)
        link.events.acknowledgeAll()
        link.turn()
        let said = link.events.all.count
        link.pass(.seconds(120))
        #expect(link.events.all.count == said)
    }

    @Test func `reports that are not acknowledged hold back the next ones`() throws {
        let link = try SimulatedLink(acknowledges: false)
        for _ in 0..<5 {
            link.submit(Array(repeating: 34_600_000_000, count: 5000))
        }
        link.pass(.milliseconds(510))
        #expect(link.events.receipts.count == 20_000)
        link.events.acknowledgeAll()
        link.turn()
        #expect(link.events.receipts.count == 25_000)
    }

    @Test func `more than it holds is throttled`() throws {
        let options = SimulatorOptions(mostUnanswered: 3, mostPending: 4)
        let link = try SimulatedLink(options: options, acknowledges: false)
        link.submit(Array(repeating: 34_600_000_000, count: 5))
        #expect(link.events.outcomes.count { $0 == .throttled } == 2)
        link.submit(Array(repeating: 34_600_000_000, count: 3))
        #expect(link.events.outcomes.count { $0 == .throttled } == 4)
        #expect(link.events.outcomes.count == 8)
    }

    @Test(arguments: [
        (["nonsense": "1"], SimulatorError.unknownOption("nonsense")),
        (
            ["receiptDelayMilliseconds": "-1"],
            .invalidOption(name: "receiptDelayMilliseconds", value: "-1")
        ),
        (
            ["submitDelayMilliseconds": "86400001"],
            .invalidOption(name: "submitDelayMilliseconds", value: "86400001")
        ),
        (
            ["redeliveryMilliseconds": "0"],
            .invalidOption(name: "redeliveryMilliseconds", value: "0")
        ),
        (
            ["journalCompaction": "maybe"],
            .invalidOption(name: "journalCompaction", value: "maybe")
        ),
    ])
    func `options that cannot be are refused`(
        options: [String: String],
        error: SimulatorError
    ) {
        let settings = CarrierSettings(id: .simulator, options: options)
        #expect(throws: error) { try SimulatorOptions(settings) }
    }

    @Test(.timeLimit(.minutes(1)))
    func `its own thread answers, reports and stops`() async throws {
        let options = SimulatorOptions(receiptDelay: .milliseconds(1))
        let carrier = try SimulatedCarrier(options: options)
        let (reports, continuation) = AsyncStream.makeStream(of: Int.self)
        let events = RecordedCarrierEvents(acknowledges: true) { continuation.yield($0) }
        carrier.start(reportingTo: events)
        let link = try SimulatedLink()
        for batch in 0..<10 {
            carrier.submit((0..<50).map { link.submission(batch * 50 + $0, to: 34_600_000_000) })
        }
        var received = 0
        for await count in reports {
            received += count
            if received == 500 { break }
        }
        await carrier.stop()
        #expect(events.outcomes.count == 500)
        #expect(events.states == [.up, .down])
        carrier.submit([link.submission(501, to: 34_600_000_000)])
        #expect(events.outcomes.last == .throttled)
        await carrier.stop()
    }

    @Test(.timeLimit(.minutes(1)))
    func `without a journal it reports everything before it stops`() async throws {
        let carrier = try SimulatedCarrier()
        let events = RecordedCarrierEvents(acknowledges: false)
        carrier.start(reportingTo: events)
        let link = try SimulatedLink()
        carrier.submit((0..<10).map { link.submission($0, to: 34_600_000_000) })
        await carrier.stop()
        #expect(events.outcomes.count == 10)
        #expect(events.receipts.count == 10)
    }
}
