import Essentials
import MessageDispatch

/// A dispatcher whose keys are numbers and whose carriers are letters.
typealias TestDispatcher = Dispatcher<Int, String>

let start = Timestamp(seconds: 1_780_000_000)

func entry(
    _ key: Int,
    to destination: UInt64 = 34_600_000_000,
    country: String = "ES",
    sender: String = "Shop",
    project: Int64 = 1,
    attempts: Int = 0,
    dueIn delay: Duration = .zero,
    expiresIn validity: Duration = .seconds(172_800),
    forced: String? = nil
) -> DispatchEntry<Int, String> {
    DispatchEntry(
        key: key,
        destination: destination,
        country: country,
        sender: sender,
        project: project,
        attempts: attempts,
        dueAt: start + delay,
        expiresAt: start + validity,
        forcedCarrier: forced
    )
}

/// A dispatcher with carriers that are up and one rule for each.
func dispatcher(
    _ carriers: [(name: String, priority: Int, limits: CarrierLimits)] = [("A", 0, .init())],
    policy: DispatchPolicy = DispatchPolicy(),
    seed: UInt64 = 1
) throws -> TestDispatcher {
    var dispatcher = TestDispatcher(policy: policy, seed: seed)
    try dispatcher.setRules(
        carriers.map { RoutingRule(carrier: $0.name, priority: $0.priority) }
    )
    for carrier in carriers {
        try dispatcher.setLimits(carrier.limits, for: carrier.name, at: start)
        try dispatcher.setLink(of: carrier.name, isUp: true)
    }
    return dispatcher
}
