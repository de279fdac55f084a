import Essentials
import MessagingModel

/// A customer's webhook endpoint, which remembers what it got.
final class SimulatedEndpoint {
    private var received: [ObjectID: Set<ObjectID>] = [:]
    private var deadUntil: Timestamp?

    /// Takes a call, and answers it as a sender would report it.
    func call(
        _ notification: Notification,
        from node: SimulatedNode,
        answer: @escaping (NotificationAnswer.Result) -> Void
    ) {
        let world = node.world
        if deadUntil.map({ $0 <= world.now }) ?? true {
            deadUntil = nil
            let outage = world.delay(1_000_000...60_000_000)
            if Int.random(in: 0..<20, using: &world.random) == 0,
                world.strikes(.deadEndpoint, lasting: outage)
            {
                deadUntil = world.now + outage
            }
        }
        guard deadUntil == nil else {
            return node.after(world.delay(1_000...20_000)) {
                answer(.failed("refused", retryAfter: nil))
            }
        }
        world.after(world.delay(500...20_000)) {
            self.receive(notification, in: world)
        }
        if world.strikes(.slowEndpoint, lasting: .seconds(6)) {
            return node.after(.seconds(5)) { answer(.failed("time-out", retryAfter: nil)) }
        }
        if world.strikes(.lostWebhookAnswer, lasting: .seconds(5)) {
            return node.after(world.delay(20_000...100_000)) {
                answer(.failed("connection lost", retryAfter: nil))
            }
        }
        node.after(world.delay(20_000...200_000)) { answer(.delivered) }
    }

    private func receive(_ notification: Notification, in world: SimulatedWorld) {
        world.checks.received(notification, before: received[notification.subject] ?? [], in: world)
        received[notification.subject, default: []].insert(notification.id)
    }

    /// Whether the notification came.
    func hasReceived(_ id: ObjectID, about subject: ObjectID) -> Bool {
        received[subject]?.contains(id) ?? false
    }
}
