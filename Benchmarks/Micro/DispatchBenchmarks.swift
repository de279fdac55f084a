import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel

/// The dispatcher's way of a message: enqueued, handed off, answered.
enum DispatchBenchmarks {
    private static let count = 1000

    static func run(_ benchmarks: Benchmarks) throws {
        var dispatcher = Dispatcher<MessageKey, CarrierID>(seed: 1)
        let now = Timestamp(seconds: 1_780_000_000)
        let carrier = CarrierID.simulator
        try dispatcher.setRules([RoutingRule(carrier: carrier)])
        try dispatcher.setLimits(CarrierLimits(windowSize: 2 * count), for: carrier, at: now)
        try dispatcher.setLink(of: carrier, isUp: true)
        let ids = IDSource(clock: SystemClock(), process: 1)
        let entries = (0..<count).map { number in
            DispatchEntry<MessageKey, CarrierID>(
                key: MessageKey(project: ProjectID(1), id: ids.next()),
                destination: 34_600_000_000 + UInt64(number),
                country: "ES",
                sender: "Heliograph",
                project: 1,
                dueAt: now,
                expiresAt: now + .seconds(172_800)
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
