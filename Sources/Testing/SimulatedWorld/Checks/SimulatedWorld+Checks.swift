import Essentials
import MemoryPorts
import MessagingModel

extension SimulatedWorld {
    /// Checks what the last transaction changed.
    func checkTouched() {
        for key in store.messages.takeTouched() {
            guard let message = store.messages.message(key) else { continue }
            checks.check(message, in: self)
        }
        checks.checkLedger(in: self)
        if let repeated = store.notifications.repeatedStatus {
            violate("the status \(repeated) is notified twice")
        }
    }

    /// Checks what must hold when nothing moves any more.
    func checkEnd() {
        for key in checks.promises.sorted() where store.messages.message(key) == nil {
            violate("message \(key.id) was promised and is lost")
        }
        for message in store.messages.all {
            if !message.status.isFinal {
                violate("message \(message.key.id) is still \(message.status)")
            }
            if checks.isWronglyRefunded(message) {
                violate("message \(message.key.id) was refunded although a carrier has it")
            }
            if message.status.isReported,
                !store.notifications.isIssued(message.status, of: message.key.id)
            {
                violate("nobody was notified that message \(message.key.id) is \(message.status)")
            }
        }
        audienceChecks.checkEnd(in: self)
        for endpoint in store.notifications.endpoints {
            violate("notifications for \(endpoint.token) are still queued")
        }
        for (subject, id) in store.notifications.all where !store.notifications.dead.contains(id) {
            let came = endpoints.values.contains { $0.hasReceived(id, about: subject) }
            if !came { violate("notification \(id) never came") }
        }
    }
}
