import AccountsModel
import Essentials
import MessagingModel
import SMSText
import Simulator
import TestSupport

/// A simulator whose turns the test makes, and what it said so far.
final class SimulatedLink {
    let clock = ManualClock()
    let carrier: SimulatedCarrier
    let events: RecordedCarrierEvents
    /// How many messages were submitted, hence the index of the next.
    var submitted = 0

    init(
        options: SimulatorOptions = SimulatorOptions(),
        journal: String? = nil,
        acknowledges: Bool = true
    ) throws {
        carrier = try SimulatedCarrier(options: options, journal: journal, clock: clock)
        events = RecordedCarrierEvents(acknowledges: acknowledges)
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
