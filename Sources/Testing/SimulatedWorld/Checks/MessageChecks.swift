import AccountsModel
import Essentials
import MemoryPorts
import MessagingModel

/// The promises about messages and money, checked as the world goes on.
struct MessageChecks {
    private var statuses: [MessageKey: MessageStatus] = [:]
    /// When each message was accepted, by a clock that never jumps.
    private var firstSeen: [MessageKey: Timestamp] = [:]
    /// When the node's time last followed a jump.
    private var movedAt: Timestamp?
    /// What is charged for each message at present.
    private var charges: [MessageKey: Money] = [:]
    private var charged: [OrganizationID: Money] = [:]
    private var budgets: [OrganizationID: Money] = [:]
    private var ledgerTotals: [OrganizationID: Money] = [:]
    private var ledgerCount = 0
    /// Messages that a carrier has.
    private var taken: Set<MessageKey> = []
    /// Messages that a client was told are accepted.
    private(set) var promises: Set<MessageKey> = []

    mutating func begin(_ client: MessageClient, budget: Money) {
        budgets[client.organization] = budget
    }

    /// The node's time follows a jump of the machine's clock.
    mutating func clockMoved(in world: SimulatedWorld) { movedAt = world.now }

    /// The node ends a message because its validity is over.
    func expired(_ key: MessageKey, in world: SimulatedWorld) {
        guard let accepted = firstSeen[key] else { return }
        let age = world.now - accepted
        // What is accepted in the moment when the time is moved may have the time from before.
        if let movedAt, (accepted - movedAt).magnitude < .seconds(1) { return }
        // Small corrections of the clock are followed at once.
        if age < MessageClient.validity - .seconds(5) {
            world.violate("message \(key.id) expired after \(age)")
        }
    }

    // MARK: What the outside sees

    /// A client was told that messages are accepted.
    mutating func promised(_ keys: [MessageKey], in world: SimulatedWorld) {
        promises.formUnion(keys)
        world.result.messagesCount += keys.count
        for key in keys where world.store.messages.message(key) == nil {
            world.violate("message \(key.id) was promised and is not stored")
        }
    }

    /// A message leaves for a carrier.
    func submitted(_ submission: Submission, in world: SimulatedWorld) {
        let key = submission.key
        if taken.contains(key) { world.violate("message \(key.id) is handed off twice") }
        guard world.store.messages.isHandedOff(key) else {
            return world.violate("message \(key.id) is submitted before its hand-off is stored")
        }
    }

    /// A carrier took a message.
    mutating func taken(_ submission: Submission, in world: SimulatedWorld) {
        guard taken.insert(submission.key).inserted else {
            return world.violate("message \(submission.key.id) reached carriers twice")
        }
    }

    /// An endpoint got a notification.
    func received(
        _ notification: Notification,
        before earlier: Set<ObjectID>,
        in world: SimulatedWorld
    ) {
        let stored = world.store.notifications
        if stored.delivered.contains(notification.id) {
            world.violate("notification \(notification.id) came after its delivery was recorded")
        }
        for id in stored.issued[notification.subject] ?? [] where id < notification.id {
            // One that is old enough may be given up, which need not be recorded yet.
            let mayBeGivenUp = stored.issuedAt[id].map { $0 + .seconds(500) < world.now } ?? false
            guard earlier.contains(id) || mayBeGivenUp else {
                return world.violate(
                    "notification \(notification.id) of \(notification.subject) overtook \(id)"
                )
            }
        }
    }

    // MARK: What the store holds

    /// Checks a message that a transaction may have changed.
    mutating func check(_ message: Message, in world: SimulatedWorld) {
        let key = message.key
        if let before = statuses[key], before != message.status,
            !before.canBecome(message.status)
        {
            world.violate("message \(key.id) went from \(before) to \(message.status)")
        }
        statuses[key] = message.status
        firstSeen[key] = firstSeen[key] ?? world.now
        if world.store.messages.isPlaced(key) == message.status.isFinal {
            world.violate("message \(key.id) is \(message.status) and in the wrong place")
        }
        let charge = message.isCharged ? message.price : .zero
        let change = charge - (charges[key] ?? .zero)
        charges[key] = charge
        charged[message.organization] = (charged[message.organization] ?? .zero) + change
    }

    /// Checks that the balance is what was paid in, less what is charged.
    mutating func checkLedger(in world: SimulatedWorld) {
        let ledger = world.store.messages.ledger
        for entry in ledger[ledgerCount...] {
            ledgerTotals[entry.organization] =
                (ledgerTotals[entry.organization] ?? .zero) + entry.amount
        }
        ledgerCount = ledger.count
        for client in world.clients {
            let organization = client.organization
            let balance = world.store.messages.balances[organization] ?? .zero
            let expected = (budgets[organization] ?? .zero) - (charged[organization] ?? .zero)
            if balance != expected {
                world.violate("the balance is \(balance) and should be \(expected)")
            }
            if balance != ledgerTotals[organization] {
                world.violate("the ledger does not add up to the balance")
            }
            if balance < .zero { world.violate("the balance is below zero") }
        }
    }

    /// Whether a message was refunded although a carrier has it.
    func isWronglyRefunded(_ message: Message) -> Bool {
        taken.contains(message.key) && message.chargeEntry != nil && !message.isCharged
    }
}
