import AccountsModel
import Carriers
import Essentials
import MessagingModel

/// A simulator whose turns the test makes, and what it said so far.
final class SimulatedLink {
    let clock = ManualClock()
    let carrier: SimulatedCarrier
    let events: RecordedEvents
    /// How many messages were submitted, hence the index of the next.
    var submitted = 0

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

    /// Submits the message of that index, perhaps not for the first time, and makes a turn.
    func again(_ index: Int, to destination: UInt64) {
        carrier.submit([submission(index, to: destination)])
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
    private let batches = Locked(0)
    private let open = Locked<[@Sendable () -> Void]>([])
    private let acknowledges: Bool
    private let onReceipts: @Sendable (Int) -> Void

    init(acknowledges: Bool, onReceipts: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.acknowledges = acknowledges
        self.onReceipts = onReceipts
    }

    var receiptBatches: Int { batches.withLock { $0 } }

    func acknowledgeAll() {
        let all = open.withLock { open in
            defer { open = [] }
            return open
        }
        for acknowledge in all { acknowledge() }
    }

    var all: [Event] { log.withLock { $0 } }
    var outcomes: [SubmitResult.Outcome] {
        all.compactMap { if case .result(let result) = $0 { result.outcome } else { nil } }
    }
    var receipts: [CarrierReceipt] {
        all.compactMap { if case .receipt(let receipt) = $0 { receipt } else { nil } }
    }
    var states: [CarrierState] {
        all.compactMap { if case .state(let state) = $0 { state } else { nil } }
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
        batches.withLock { $0 += 1 }
        if acknowledges { acknowledge() } else { open.withLock { $0.append(acknowledge) } }
        onReceipts(receipts.count)
    }

    func received(
        _ messages: [InboundMessage],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    ) {
        log.withLock { $0 += messages.map(Event.inbound) }
        if acknowledges { acknowledge() } else { open.withLock { $0.append(acknowledge) } }
    }

    func changed(_ carrier: CarrierID, to state: CarrierState) {
        log.withLock { $0.append(.state(state)) }
    }
}
