import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import SMSText

/// The dispatcher's way of a message: enqueued, handed off, answered.
enum DispatchBenchmarks {
    private static let count = 1000

    static func run(_ benchmarks: Benchmarks) throws {
        var dispatcher = Dispatcher(seed: 1)
        let now = Timestamp(seconds: 1_780_000_000)
        let carrier = CarrierID.simulator
        let ids = IDSource(clock: SystemClock(), process: 1)
        _ = dispatcher.setRoutes([Route(id: ids.next(), carrier: carrier)])
        try dispatcher.set(CarrierSettings(id: carrier, windowSize: 2 * count), at: now)
        try dispatcher.setLink(of: carrier, isUp: true)
        let entries = (0..<count).map { number in
            QueuedMessage(
                submission: Submission(
                    key: MessageKey(project: ProjectID(1), id: ids.next()),
                    attempt: 1,
                    sender: "Heliograph",
                    destination: 34_600_000_000 + UInt64(number),
                    text: "Your code is 123456",
                    encoding: .gsm7,
                    partsCount: 1,
                    expiresAt: now + .seconds(172_800)
                ),
                country: "ES",
                isTest: false,
                dueAt: now
            )
        }
        benchmarks.measure("dispatch.message", operations: count) {
            for entry in entries { _ = dispatcher.enqueue(entry, at: now) }
            for handOff in dispatcher.next(at: now, limit: count).handOffs {
                _ = dispatcher.answered(
                    handOff.key,
                    attempt: handOff.attempt,
                    with: .accepted,
                    at: now
                )
            }
        }
    }
}
