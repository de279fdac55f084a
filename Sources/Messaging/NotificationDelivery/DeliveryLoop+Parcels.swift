import Delivery
import Essentials
import MessagingModel
import Telemetry

/// Notifications in, parcels out, answers back.
extension DeliveryLoop {
    /// Takes notifications that were stored just now.
    func take(_ queued: [Notification]) {
        // A batch tells of one message in the order of its changes, which need not be that of ids.
        let isSorted = zip(queued, queued.dropFirst()).allSatisfy { $0.id < $1.id }
        for notification in isSorted ? queued : queued.sorted(by: { $0.id < $1.id }) {
            let endpoint = number(of: notification.endpoint)
            if let slot = machine.offer(Ticket(notification), to: endpoint, now: now) {
                keep(notification, in: slot)
            }
        }
    }

    func keep(_ notification: Notification, in slot: Slot) {
        while notifications.count <= slot {
            notifications.append(nil)
            startedAt.append(now)
        }
        notifications[slot] = notification
    }

    /// Does what the machine says until it has nothing more to say.
    func act() {
        machine.setPaused(!mayCall, now: now)
        var parcels: [Parcel] = []
        var absent: [EndpointNumber: [Slot]] = [:]
        while case let actions = machine.takeActions(), !actions.isEmpty {
            for action in actions {
                switch action {
                case .call(let slot):
                    guard notifications.indices.contains(slot), notifications[slot] != nil else {
                        if let endpoint = machine.endpoint(of: slot) {
                            absent[endpoint, default: []].append(slot)
                        }
                        continue
                    }
                    if let parcel = parcel(in: slot) { parcels.append(parcel) }
                case .settle(let settlement): settle(settlement)
                case .load(let endpoint, let after, let limit):
                    reads.load(endpoint, after: after, limit: limit, behind: ledger.issued)
                }
            }
        }
        if !parcels.isEmpty { courier.carry(parcels, answersTo: mailbox) }
        for (endpoint, slots) in absent { reads.fetch(slots, of: endpoint) }
    }

    /// What is in a slot, to be brought now; nil when it is gone.
    func parcel(in slot: Slot) -> Parcel? {
        guard let notification = notifications[slot] else {
            machine.answered(slot, .dropped, now: now)
            return nil
        }
        startedAt[slot] = now
        return Parcel(id: slot, notification: notification)
    }

    /// Takes what became of a parcel.
    func take(_ answer: ParcelAnswer) {
        let slot = answer.id
        guard let endpoint = machine.endpoint(of: slot) else { return }
        switch answer.outcome {
        case .delivered: machine.answered(slot, .success, now: now)
        case .failed(let reason): fail(slot, reason, answer.retryAfter)
        case .notMade: return machine.answered(slot, .notMade, now: now)
        case .dropped: return machine.answered(slot, .dropped, now: now)
        }
        metrics.seconds.observe(now - startedAt[slot])
        watchBreaker(of: endpoint)
    }

    private func fail(_ slot: Slot, _ reason: String, _ retryAfter: Duration?) {
        metrics.failed.add()
        lastErrors[slot] = reason
        machine.answered(slot, retryAfter.map { .busy(for: $0) } ?? .failure, now: now)
    }

    private func settle(_ settlement: Settlement) {
        let endpoint = endpoints[settlement.endpoint]
        let error = settlement.slot.flatMap { lastErrors[$0] } ?? "never answered"
        let outcome: NotificationOutcome
        switch settlement.fate {
        case .delivered:
            metrics.delivered.add()
            outcome = .delivered
        case .retry(let at, let attempts): outcome = .retry(at: at, attempts: attempts)
        case .exhausted(let attempts):
            metrics.dead.add()
            outcome = .dead(reason: error, at: now, attempts: attempts)
        case .tooOld(let attempts):
            metrics.dead.add()
            outcome = .dead(reason: "too old; \(error)", at: now, attempts: attempts)
        case .dropped:
            metrics.dropped.add()
            outcome = .dropped
        }
        ledger.append(
            NotificationSettlement(endpoint: endpoint, id: settlement.id, outcome: outcome)
        )
        guard let slot = settlement.slot, notifications.indices.contains(slot) else { return }
        // A retry is read again when it is due, so that waiting ones take little memory.
        notifications[slot] = nil
        if case .retry = settlement.fate { return }
        lastErrors[slot] = nil
    }

    /// Shows the breaker of an endpoint that has been open once.
    private func watchBreaker(of endpoint: EndpointNumber) {
        let state = machine.status(of: endpoint).breaker
        guard state != .closed || breakers[endpoint] != nil else { return }
        let gauge = breakers[endpoint] ?? metrics.breaker(of: endpoints[endpoint])
        breakers[endpoint] = gauge
        guard gauge.value != state.metric else { return }
        gauge.set(state.metric)
        logger.info(
            "\(channel) breaker",
            ["token": "\(endpoints[endpoint].token)", "state": .string(state.rawValue)]
        )
    }
}

extension Ticket {
    init(_ notification: Notification) {
        self.init(
            id: notification.id,
            message: notification.message.id,
            attempts: notification.attempts,
            dueAt: notification.dueAt,
            queuedAt: notification.queuedAt
        )
    }
}
