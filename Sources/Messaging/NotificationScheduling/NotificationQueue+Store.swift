import AccountsModel
import Essentials
import MessagingModel

/// Recording outcomes, searching the store, and reading notifications that are not in memory.
extension NotificationQueue {
    /// Records settled notifications; while a batch is being recorded, they wait for the next one.
    mutating func recordOutcomes() {
        guard let batch = outcomes.takeBatch(now: now) else { return }
        actions.append(.record(batch))
    }

    // MARK: Search

    mutating func search() {
        guard !projects.isEmpty else { return }
        guard !isSearching else {
            // Search again afterwards, as the present search may be too early.
            searchAt = now
            return
        }
        isSearching = true
        searchAt = now + configuration.searchInterval
        actions.append(.search)
    }

    mutating func take(found: [NotificationEndpoint]?) {
        isSearching = false
        guard let found else {
            searchAt = now + configuration.policy.pauseAfterFault
            return
        }
        for endpoint in found where owns(endpoint) {
            guard let number = numbers[endpoint] else {
                add(endpoint, storeHoldsMore: true)
                continue
            }
            if !scheduler.status(of: number).storeHoldsMore { scheduler.rescan(number, now: now) }
        }
        // Projects that were acquired meanwhile are searched again.
        if searchAt > now { wasSearched = true }
    }

    // MARK: Reading

    /// Starts reads: few at a time, and pages only after earlier outcomes are recorded.
    mutating func startReads() {
        while let read = reads.next(
            recorded: outcomes.recorded,
            most: configuration.mostReads
        ) {
            switch read {
            case .page(let number, let after, let limit):
                let endpoint = endpoints[number]
                guard owns(endpoint) else {
                    take(page: nil, of: endpoint)
                    continue
                }
                actions.append(.readPage(endpoint, after: after, limit: limit))
            case .notifications(let ids, let number):
                let endpoint = endpoints[number]
                guard owns(endpoint) else {
                    take(read: nil, of: ids, endpoint)
                    continue
                }
                actions.append(.read(endpoint, ids))
            }
        }
    }

    mutating func take(page: [Notification]?, of endpoint: NotificationEndpoint) {
        reads.finish()
        guard let number = numbers[endpoint] else { return }
        guard let page else { return scheduler.loadFailed(number, now: now) }
        let slots = scheduler.loaded(page, of: number, now: now)
        for (slot, notification) in zip(slots, page) {
            if let slot { keep(notification, in: slot) }
        }
    }

    /// Sends the notifications that were read again; those that are gone are dropped.
    mutating func take(
        read found: [Notification]?,
        of ids: [ObjectID],
        _ endpoint: NotificationEndpoint
    ) {
        reads.finish()
        let found = owns(endpoint) ? found : nil
        var byID: [ObjectID: Notification] = [:]
        for notification in found ?? [] { byID[notification.id] = notification }
        for id in ids {
            guard let slot = slotsInFlight[id] else { continue }
            if let notification = byID[id] {
                keep(notification, in: slot)
                send(slot)
            } else {
                slotsInFlight[id] = nil
                scheduler.answered(slot, found == nil ? .notSent : .dropped, now: now)
            }
        }
    }
}
