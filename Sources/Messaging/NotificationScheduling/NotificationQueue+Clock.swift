import Collections
import Essentials

extension NotificationQueue {
    /// Moves every deadline along with the clock, so that no notification is given up or waits
    /// because the time was set; call it before the next step.
    public mutating func clockMoved(by step: Duration) {
        now = now + step
        searchAt = searchAt + step
        for slot in sentAt.indices { sentAt[slot] = sentAt[slot] + step }
        outcomes.clockMoved(by: step)
        scheduler.clockMoved(by: step)
        clockStep = ClockStep(step, at: now)
    }
}

extension NotificationScheduler {
    mutating func clockMoved(by step: Duration) {
        slots.move(by: step)
        alarms.updateAll { $0.at = $0.at + step }
        for endpoint in endpoints.indices { endpoints[endpoint].clockMoved(by: step) }
    }
}

extension EndpointQueue {
    fileprivate mutating func clockMoved(by step: Duration) {
        delayed.updateAll { $0.at = $0.at + step }
        quietUntil = quietUntil.map { $0 + step }
        wakeAt = wakeAt.map { $0 + step }
        backlog.retryAt = backlog.retryAt.map { $0 + step }
        // A page that is being read has times from before, so it is read again.
        if backlog.isLoading { backlog.restart() }
        breaker.clockMoved(by: step)
    }
}
