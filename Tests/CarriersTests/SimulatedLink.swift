import Carriers
import Domain
import Essentials

/// A simulator whose turns the test makes, and what it said so far.
final class SimulatedLink {
    let clock = ManualClock()
    let carrier: SimulatedCarrier
    let events: RecordedEvents
    private var submitted = 0

    init(
        options: SimulatorOptions = SimulatorOptions(),
        journal: String? = nil,
        acknowledges: Bool = true
    ) throws {
        carrier = try SimulatedCarrier(options: options, journal: journal, clock: clock)
        events = RecordedEvents(acknowledges: acknowledges)
        _ = carrier.begin(reportingTo: events)
    }

    func key(_ index: Int) -> MessageKey {
        MessageKey(project: ProjectID(1), id: ObjectID(high: UInt64(index) + 1, low: 7))
    }

    func reference(_ index: Int) -> String { "sim-\(key(index).id)" }

    func submission(_ index: Int, to destination: UInt64, attempt: Int = 1) -> Submission {
        Submission(
            key: key(index),
            attempt: attempt,
            sender: "Shop",
            destination: destination,
            text: "Hello",
            encoding: .gsm7,
            partsCount: 1,
            expiresAt: clock.now + .seconds(3600)
        )
    }

    /// Submits a message to each destination and makes a turn.
    func submit(_ destinations: [UInt64], attempt: Int = 1) {
        carrier.submit(
            destinations.enumerated().map {
                submission(submitted + $0.offset, to: $0.element, attempt: attempt)
            }
        )
        submitted += destinations.count
        turn()
    }

    /// Makes turns until nothing is to be done now.
    func turn() {
        while carrier.turn() == .zero {}
        _ = carrier.turn()
    }

    func pass(_ duration: Duration) {
        clock.advance(by: duration)
        turn()
    }
}

/// Remembers what a carrier said, in order.
final class RecordedEvents: CarrierEvents {
    enum Event: Hashable, Sendable {
        case result(SubmitResult)
        case receipt(CarrierReceipt)
        case inbound(InboundMessage)
        case state(CarrierState)
    }

    private let log = Locked<[Event]>([])
    private let acknowledges: Bool

    init(acknowledges: Bool) { self.acknowledges = acknowledges }

    var all: [Event] { log.withLock { $0 } }
    var outcomes: [SubmitResult.Outcome] {
        all.compactMap { if case .result(let result) = $0 { result.outcome } else { nil } }
    }
    var receipts: [CarrierReceipt] {
        all.compactMap { if case .receipt(let receipt) = $0 { receipt } else { nil } }
    }
    var inbound: [InboundMessage] {
        all.compactMap { if case .inbound(let message) = $0 { message } else { nil } }
    }

    func submitted(_ results: [SubmitResult], by carrier: CarrierID) {
        log.withLock { $0 += results.map(Event.result) }
    }

    func received(
        _ receipts: [CarrierReceipt],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    ) {
        log.withLock { $0 += receipts.map(Event.receipt) }
        if acknowledges { acknowledge() }
    }

    func received(
        _ messages: [InboundMessage],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    ) {
        log.withLock { $0 += messages.map(Event.inbound) }
        if acknowledges { acknowledge() }
    }

    func changed(_ carrier: CarrierID, to state: CarrierState) {
        log.withLock { $0.append(.state(state)) }
    }
}
