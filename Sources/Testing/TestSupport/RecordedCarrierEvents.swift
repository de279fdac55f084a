import Essentials
public import MessagingModel

/// Records the events of a carrier, in order.
public final class RecordedCarrierEvents: CarrierEvents {
    /// An event.
    public enum Event: Hashable, Sendable {
        /// The answer to a submission.
        case result(SubmitResult)
        /// A delivery receipt.
        case receipt(CarrierReceipt)
        /// An inbound message.
        case inbound(InboundMessage)
        /// A change of the carrier's state.
        case state(CarrierState)
    }

    private let log = Locked<[Event]>([])
    private let batches = Locked(0)
    private let open = Locked<[@Sendable () -> Void]>([])
    private let acknowledges: Bool
    private let onReceipts: @Sendable (Int) -> Void

    /// Creates a recorder; without `acknowledges` receipts wait for ``acknowledgeAll()``.
    public init(acknowledges: Bool, onReceipts: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.acknowledges = acknowledges
        self.onReceipts = onReceipts
    }

    /// The number of batches of receipts.
    public var receiptBatches: Int { batches.withLock { $0 } }

    /// Acknowledges everything that is not acknowledged yet.
    public func acknowledgeAll() {
        let all = open.withLock { open in
            defer { open = [] }
            return open
        }
        for acknowledge in all { acknowledge() }
    }

    /// All events.
    public var all: [Event] { log.withLock { $0 } }
    /// The outcomes of submissions.
    public var outcomes: [SubmitResult.Outcome] {
        all.compactMap { if case .result(let result) = $0 { result.outcome } else { nil } }
    }
    /// The receipts.
    public var receipts: [CarrierReceipt] {
        all.compactMap { if case .receipt(let receipt) = $0 { receipt } else { nil } }
    }
    /// The states of the carrier, in order.
    public var states: [CarrierState] {
        all.compactMap { if case .state(let state) = $0 { state } else { nil } }
    }
    /// The inbound messages.
    public var inbound: [InboundMessage] {
        all.compactMap { if case .inbound(let message) = $0 { message } else { nil } }
    }

    /// Records answers.
    public func submitted(_ results: [SubmitResult], by carrier: CarrierID) {
        log.withLock { $0 += results.map(Event.result) }
    }

    /// Records receipts.
    public func received(
        _ receipts: [CarrierReceipt],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    ) {
        log.withLock { $0 += receipts.map(Event.receipt) }
        batches.withLock { $0 += 1 }
        if acknowledges { acknowledge() } else { open.withLock { $0.append(acknowledge) } }
        onReceipts(receipts.count)
    }

    /// Records inbound messages.
    public func received(
        _ messages: [InboundMessage],
        from carrier: CarrierID,
        acknowledge: @escaping @Sendable () -> Void
    ) {
        log.withLock { $0 += messages.map(Event.inbound) }
        if acknowledges { acknowledge() } else { open.withLock { $0.append(acknowledge) } }
    }

    /// Records a state.
    public func changed(_ carrier: CarrierID, to state: CarrierState) {
        log.withLock { $0.append(.state(state)) }
    }
}
