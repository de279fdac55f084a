import Collections
import Essentials
import MessagingModel

extension Dispatcher {
    /// Moves every deadline along with the clock, so that nothing expires or waits because the
    /// time was set.
    public mutating func clockMoved(by step: Duration) {
        // Before the first event there is no time to move.
        if latest > Timestamp(microseconds: .min) { latest = latest + step }
        for slot in slots.indices where slots[slot].state != .free {
            slots[slot].message.move(by: step)
        }
        expiry.updateAll { $0.at = $0.at + step }
        due.updateAll { $0.at = $0.at + step }
        for index in unroutable.indices { unroutable[index].at = unroutable[index].at + step }
        for index in gates.indices { gates[index].clockMoved(by: step) }
    }
}
