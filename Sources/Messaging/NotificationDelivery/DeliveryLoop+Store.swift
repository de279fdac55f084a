import Delivery
import Essentials
import MessagingModel
import Telemetry

/// Recording outcomes and reading what is not in memory.
extension DeliveryLoop {
    // MARK: Recording

    /// Records what was settled, unless a recording is under way: then the next takes all.
    func record() {
        guard let batch = ledger.takeBatch(now: now) else { return }
        let (store, mailbox) = (store, mailbox)
        Task {
            do throws(ServiceError) {
                try await store.record(batch)
                mailbox.put(.recorded(batch, nil))
            } catch {
                mailbox.put(.recorded(batch, error))
            }
        }
    }

    func take(recorded batch: [NotificationSettlement], _ error: ServiceError?) {
        guard let error else { return ledger.confirm(batch.count) }
        logger.warning("\(channel) outcomes cannot be recorded", ["error": "\(error)"])
        ledger.putBack(batch, until: now + configuration.policy.pauseAfterFault)
    }

    // MARK: Reading

    /// Starts reads that may run: few at a time, and pages only after what was settled before them.
    func read() {
        while let read = reads.next(recorded: ledger.recorded, most: configuration.mostReads) {
            let (store, mailbox) = (store, mailbox)
            switch read {
            case .page(let number, let after, let limit):
                let endpoint = endpoints[number]
                Task {
                    do throws(ServiceError) {
                        let page = try await store.queuedNotifications(
                            for: endpoint,
                            after: after,
                            limit: limit
                        )
                        mailbox.put(.page(number, .success(page)))
                    } catch {
                        mailbox.put(.page(number, .failure(error)))
                    }
                }
            case .slots(let slots, let number):
                let endpoint = endpoints[number]
                let ids = slots.compactMap { machine.ticket(in: $0)?.id }
                Task {
                    do throws(ServiceError) {
                        let found = try await store.queuedNotifications(for: endpoint, ids: ids)
                        mailbox.put(.fetched(slots, .success(found)))
                    } catch {
                        mailbox.put(.fetched(slots, .failure(error)))
                    }
                }
            }
        }
    }

    func take(page result: Result<[Notification], ServiceError>, of endpoint: EndpointNumber) {
        reads.finish()
        switch result {
        case .success(let page):
            let slots = machine.loaded(page.map(Ticket.init), of: endpoint, now: now)
            for (slot, notification) in zip(slots, page) {
                if let slot { keep(notification, in: slot) }
            }
        case .failure(let error):
            logger.warning("\(channel) queue cannot be read", ["error": "\(error)"])
            machine.loadFailed(endpoint, now: now)
        }
    }

    /// Makes the calls whose notifications were read again; those that are gone are forgotten.
    func take(fetched result: Result<[Notification], ServiceError>, for slots: [Slot]) {
        reads.finish()
        guard case .success(let found) = result else {
            for slot in slots { machine.answered(slot, .notMade, now: now) }
            return
        }
        let byID = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
        var parcels: [Parcel] = []
        for slot in slots {
            guard let id = machine.ticket(in: slot)?.id, let notification = byID[id] else {
                machine.answered(slot, .dropped, now: now)
                continue
            }
            keep(notification, in: slot)
            if let parcel = parcel(in: slot) { parcels.append(parcel) }
        }
        if !parcels.isEmpty { courier.carry(parcels, answersTo: mailbox) }
    }
}
