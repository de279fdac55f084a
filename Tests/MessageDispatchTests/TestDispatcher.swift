import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel
import SMSText

let start = Timestamp(seconds: 1_780_000_000)

extension MessageKey: ExpressibleByIntegerLiteral {
    /// The message of that number in project 1.
    init(integerLiteral number: Int) { self.init(number) }

    /// The message of that number.
    init(_ number: Int, project: Int64 = 1) {
        self.init(project: ProjectID(project), id: ObjectID(high: UInt64(number), low: 0))
    }

    var number: Int { Int(id.high) }
}

extension CarrierID: ExpressibleByStringLiteral {
    /// The carrier of that name.
    init(stringLiteral name: String) { self.init(name) }
}

extension RoutePrefix: ExpressibleByStringLiteral {
    /// The prefix of those digits, which must be one.
    init(stringLiteral digits: String) {
        guard let prefix = RoutePrefix(digits) else { preconditionFailure("no prefix: \(digits)") }
        self = prefix
    }
}

extension Route {
    /// A route whose identifier does not matter.
    init(
        to carrier: CarrierID,
        country: String? = nil,
        prefix: RoutePrefix? = nil,
        sender: String? = nil,
        project: Int64? = nil,
        priority: Int = 0,
        weight: Int = 1
    ) {
        self.init(
            id: ObjectID(high: 0, low: 0),
            carrier: carrier,
            country: country,
            prefix: prefix,
            sender: sender,
            project: project.map { ProjectID($0) },
            priority: priority,
            weight: weight
        )
    }
}

/// A carrier's settings without its name.
struct Limits {
    var windowSize = 4000
    var ratePerSecond: Int?
    var isPaused = false

    func settings(of carrier: CarrierID) -> CarrierSettings {
        CarrierSettings(
            id: carrier,
            windowSize: windowSize,
            ratePerSecond: ratePerSecond,
            isPaused: isPaused
        )
    }
}

func message(
    _ number: Int,
    to destination: UInt64 = 34_600_000_000,
    country: String = "ES",
    sender: String = "Shop",
    project: Int64 = 1,
    attempts: Int = 0,
    dueIn delay: Duration = .zero,
    expiresIn validity: Duration = .seconds(172_800),
    isTest: Bool = false
) -> QueuedMessage {
    QueuedMessage(
        submission: Submission(
            key: MessageKey(number, project: project),
            attempt: attempts + 1,
            sender: sender,
            destination: destination,
            text: "Hello",
            encoding: .gsm7,
            partsCount: 1,
            expiresAt: start + validity
        ),
        country: country,
        isTest: isTest,
        dueAt: start + delay
    )
}

func handOff(
    _ key: MessageKey,
    to carrier: CarrierID,
    attempt: Int,
    at moment: Timestamp = start
) -> PipelineChange.HandOff {
    .init(key, carrier: carrier, attempt: attempt, at: moment)
}

/// A dispatcher with carriers that are up and one route for each.
func dispatcher(
    _ carriers: [(name: CarrierID, priority: Int, limits: Limits)] = [("A", 0, .init())],
    policy: DispatchPolicy = DispatchPolicy(),
    seed: UInt64 = 1
) throws -> Dispatcher {
    var dispatcher = Dispatcher(policy: policy, seed: seed)
    _ = dispatcher.setRoutes(carriers.map { Route(to: $0.name, priority: $0.priority) })
    for carrier in carriers {
        try dispatcher.set(carrier.limits.settings(of: carrier.name), at: start)
        try dispatcher.setLink(of: carrier.name, isUp: true)
    }
    return dispatcher
}
