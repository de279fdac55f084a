import Essentials
import Messaging
import MessagingModel

/// A carrier that accepts everything at once and reports it as delivered.
final class TestCarrier: Carrier {
    let id: CarrierID
    private let clock: any Clock
    private let events = Locked<(any CarrierEvents)?>(nil)
    private let acknowledged = Locked(0)

    init(_ id: CarrierID, clock: any Clock) {
        self.id = id
        self.clock = clock
    }

    /// How many receipts the pipeline acknowledged.
    var acknowledgedCount: Int { acknowledged.withLock { $0 } }

    func start(reportingTo events: any CarrierEvents) {
        self.events.withLock { $0 = events }
        events.changed(id, to: .up)
    }

    func submit(_ submissions: [Submission]) {
        guard let events = events.withLock({ $0 }) else { return }
        let now = clock.now
        events.submitted(
            submissions.map { message in
                SubmitResult(
                    to: message,
                    .accepted(references: [message.key.id.description]),
                    at: now
                )
            },
            by: id
        )
        let receipts = submissions.map { message in
            CarrierReceipt(
                reference: message.key.id.description,
                key: message.key,
                status: .delivered,
                code: .none,
                carrierCode: nil,
                at: now
            )
        }
        events.received(receipts, from: id) { [acknowledged] in
            acknowledged.withLock { $0 += receipts.count }
        }
    }

    func stop() async {}
}
