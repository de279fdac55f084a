import AccountsModel
import MessagingModel

/// An endpoint of a lost project that is to be forgotten.
struct LeavingEndpoint {
    let number: EndpointNumber
    /// The number of outcomes to record first; nil while it still waits for an answer.
    var outcomes: Int?
}

/// Acquired and lost projects.
extension NotificationQueue {
    /// Whether the notifications of an endpoint are sent.
    func owns(_ endpoint: NotificationEndpoint) -> Bool { projects.contains(endpoint.project) }

    /// Sends the notifications of these projects too, and searches the store for them.
    mutating func acquire(_ acquired: ProjectSet) {
        projects.formUnion(acquired)
        for endpoint in leaving where owns(endpoints[endpoint.number]) {
            scheduler.resume(endpoint.number, now: now)
        }
        leaving = leaving.filter { !owns(endpoints[$0.number]) }
        // Another server may have left notifications for an endpoint that is new here.
        wasSearched = false
        search()
    }

    /// Leaves the notifications of these projects to another server.
    mutating func lose(_ lost: ProjectSet) {
        let owned = projects
        projects.subtract(lost)
        for (number, endpoint) in endpoints.enumerated()
        where lost.contains(endpoint.project) && owned.contains(endpoint.project)
            && numbers[endpoint] == number
        {
            scheduler.suspend(number)
            leaving.append(LeavingEndpoint(number: number))
        }
        for slot in notifications.indices where scheduler.notificationID(in: slot) == nil {
            notifications[slot] = nil
        }
    }

    /// Forgets endpoints of lost projects once everything is answered and recorded.
    mutating func forgetLeftEndpoints() {
        guard !leaving.isEmpty else { return }
        for index in leaving.indices
        where leaving[index].outcomes == nil && scheduler.isIdle(leaving[index].number) {
            leaving[index].outcomes = outcomes.issued
        }
        let forgotten = leaving.filter { ($0.outcomes ?? .max) <= outcomes.recorded }
        guard !forgotten.isEmpty else { return }
        for endpoint in forgotten { forget(endpoint.number) }
        leaving = leaving.filter { ($0.outcomes ?? .max) > outcomes.recorded }
    }

    private mutating func forget(_ number: EndpointNumber) {
        let endpoint = endpoints[number]
        if let breaker = breakers.removeValue(forKey: number), breaker != .closed {
            actions.append(.breakerChanged(endpoint, .closed))
        }
        numbers[endpoint] = nil
        health.forget(endpoint)
        scheduler.remove(number)
    }
}
