import AccountsModel
import Essentials
import MemoryPorts
import MessageDispatch
import MessagingModel
import SMSText

/// A customer's application, which repeats a call under the same idempotency key until it is
/// answered.
final class MessageClient {
    let project: ProjectID
    let organization: OrganizationID
    let token: ObjectID
    let budget: Money
    private let wanted: Int
    private var callsCount = 0
    private var acceptedCount = 0
    private var unansweredCount = 0
    private var hasEnded = false

    init(number: Int, token: ObjectID) {
        project = ProjectID(Int64(number))
        organization = OrganizationID(Int64(number))
        self.token = token
        // The third runs out of money on the way.
        budget = Self.price * (number == 3 ? 60 : 1_000)
        wanted = number == 3 ? 60 : 85
    }

    /// How long a message may wait.
    static let validity = Duration.seconds(600)
    static let price = Money(micros: 45_000)
    private static let mostCalls = 80

    /// One call and its answer.
    private final class Call {
        let key: String
        let partsCounts: [Int]
        let wait: Duration?
        var isAnswered = false

        init(key: String, partsCounts: [Int], wait: Duration?) {
            self.key = key
            self.partsCounts = partsCounts
            self.wait = wait
        }
    }

    /// Whether every call is answered, and there are no more.
    var isDone: Bool { hasEnded && unansweredCount == 0 }

    func begin(in world: SimulatedWorld) {
        guard acceptedCount < wanted, callsCount < Self.mostCalls else {
            hasEnded = true
            return
        }
        unansweredCount += 1
        callsCount += 1
        let partsCounts = (0..<Int.random(in: 1...6, using: &world.random)).map { _ in
            [1, 1, 1, 2, 3].randomElement(using: &world.random) ?? 1
        }
        let isScheduled = Int.random(in: 0..<6, using: &world.random) == 0
        let wait = isScheduled ? world.delay(5_000_000...60_000_000) : nil
        send(Call(key: "call-\(callsCount)", partsCounts: partsCounts, wait: wait), in: world)
        world.after(world.delay(50_000...3_000_000)) { self.begin(in: world) }
    }

    private func send(_ call: Call, in world: SimulatedWorld) {
        guard !call.isAnswered else { return }
        world.after(.seconds(10)) { self.send(call, in: world) }
        guard let node = world.node else { return }
        node.after(world.delay(500...5_000)) { self.arrive(call, at: node) }
    }

    // MARK: The node's side of a call

    private func arrive(_ call: Call, at node: SimulatedNode) {
        let world = node.world
        if let answer = world.store.messages.answer(token: token, key: call.key) {
            return respond(to: call, keys(in: answer.body), in: world)
        }
        let messages = call.partsCounts.map { message($0, waiting: call.wait, in: world) }
        let intake = Intake(
            organization: organization,
            messages: messages,
            idempotency: .init(key: call.key, fingerprint: []) { _ in
                messages.flatMap { $0.key.id.bytes }
            }
        )
        if world.mutation == .acknowledgeBeforeCommit {
            respond(to: call, messages.map(\.key), in: world)
        }
        var accepted: IntakeResult?
        let store = world.store
        store.write([.accept], in: world) { [world] in
            accepted = store.messages.accept(intake, at: world.time)
        } answer: { error in
            if accepted == .noFunds { return self.respond(to: call, [], in: node.world) }
            guard error == nil, case .accepted(let statuses) = accepted else { return }
            let queued = zip(messages, statuses).filter { $0.1 == .enqueued }.map {
                QueuedMessage($0.0, attempts: 0, dueAt: $0.0.createdAt)
            }
            if !queued.isEmpty { node.send(.queued(queued)) }
            self.respond(to: call, messages.map(\.key), in: world)
        }
    }

    private func message(
        _ partsCount: Int,
        waiting wait: Duration?,
        in world: SimulatedWorld
    ) -> Message {
        let now = world.time
        let destination = 34_600_000_000 + UInt64.random(in: 0..<50, using: &world.random)
        let scheduledAt = wait.map { now + $0 }
        return Message(
            key: MessageKey(project: project, id: world.ids.next()),
            organization: organization,
            token: token,
            clientID: nil,
            status: scheduledAt == nil ? .enqueued : .scheduled,
            statusCode: nil,
            sender: "Acme",
            recipient: "+\(destination)",
            destination: destination,
            country: "ES",
            text: "Hello",
            deliveredText: "Hello",
            allowsUnicode: false,
            isUnicode: false,
            encoding: .gsm7,
            charactersCount: 5,
            partsCount: partsCount,
            pricePerPart: Self.price,
            isCharged: false,
            chargeEntry: nil,
            isTest: false,
            createdAt: now,
            scheduledAt: scheduledAt,
            sentAt: nil,
            deliveredAt: nil,
            expiresAt: (scheduledAt ?? now) + Self.validity,
            carrier: nil
        )
    }

    private func keys(in body: [UInt8]) -> [MessageKey] {
        stride(from: 0, to: body.count, by: 12).compactMap { start in
            ObjectID(bytes: Array(body[start..<(start + 12)])).map {
                MessageKey(project: project, id: $0)
            }
        }
    }

    private func respond(to call: Call, _ keys: [MessageKey], in world: SimulatedWorld) {
        world.after(world.delay(500...5_000)) { self.hear(keys, of: call, in: world) }
    }

    // MARK: The client's side

    /// The answer says that the messages are accepted, so they must be there.
    private func hear(_ keys: [MessageKey], of call: Call, in world: SimulatedWorld) {
        guard !call.isAnswered else { return }
        call.isAnswered = true
        unansweredCount -= 1
        acceptedCount += keys.count
        world.checks.promised(keys, in: world)
        guard call.wait != nil, Bool.random(using: &world.random) else { return }
        world.after(world.delay(1_000...2_000_000)) {
            for key in keys { self.cancel(key, in: world) }
        }
    }

    private func cancel(_ key: MessageKey, in world: SimulatedWorld) {
        guard let node = world.node else { return }
        let store = world.store
        node.after(world.delay(500...5_000)) {
            store.write([.cancel], in: world) {
                _ = store.messages.cancel(key, at: world.time)
            } answer: { _ in
                node.send(.cancelled(key))
            }
        }
    }
}
