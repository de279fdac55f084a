import Collections
public import Essentials
import MessagingModel

/// Endpoints that are left to another server for some time.
extension NotificationScheduler {
    /// Leaves an endpoint to another server: forgets its notifications, which stay in the store,
    /// and waits only for the answers to those in flight.
    public mutating func suspend(_ endpoint: EndpointNumber) {
        guard !endpoints[endpoint].isSuspended else { return }
        endpoints[endpoint].isSuspended = true
        endpoints[endpoint].backlog.restart()
        dropWaiting(of: endpoint)
    }

    /// Resumes a suspended endpoint, from its first notification in the store.
    public mutating func resume(_ endpoint: EndpointNumber, now: Timestamp) {
        guard endpoints[endpoint].isSuspended else { return }
        endpoints[endpoint].isSuspended = false
        pump(endpoint, now: now)
    }

    /// Whether an endpoint has nothing in flight and nothing being read.
    public func isIdle(_ endpoint: EndpointNumber) -> Bool {
        endpoints[endpoint].inFlight == 0 && !endpoints[endpoint].backlog.isLoading
    }

    /// Removes a suspended, idle endpoint; its number is reused.
    public mutating func remove(_ endpoint: EndpointNumber) {
        precondition(
            endpoints[endpoint].isSuspended && isIdle(endpoint),
            "only a suspended and idle endpoint can be removed"
        )
        endpoints[endpoint] = EndpointQueue(policy: policy, isReachable: false)
        endpoints[endpoint].isSuspended = true
        freeNumbers.append(endpoint)
    }

    /// Drops a page that was requested before the endpoint was suspended, and reads from the
    /// beginning.
    mutating func dropPage(of endpoint: EndpointNumber, now: Timestamp) {
        leaveToStore(endpoint)
        endpoints[endpoint].backlog.isLoading = false
        endpoints[endpoint].backlog.restart()
        pump(endpoint, now: now)
    }

    /// Forgets all notifications of an endpoint that are not in flight.
    mutating func dropWaiting(of endpoint: EndpointNumber) {
        for slot in endpoints[endpoint].heldBack { drop(slot) }
        endpoints[endpoint].heldBack.removeAll()
        let chains = endpoints[endpoint].chains
        endpoints[endpoint].chains.removeAll()
        for (subject, chain) in chains {
            var next: Slot? = chain.head
            while let slot = next {
                next = slots[slot].follower
                if case .inFlight = slots[slot].place {
                    slots[slot].follower = nil
                    endpoints[endpoint].chains[subject] = .init(head: slot, tail: slot)
                } else {
                    drop(slot)
                }
            }
        }
        endpoints[endpoint].ready.removeAll()
        endpoints[endpoint].delayed = Heap()
    }

    /// Frees the slot of a waiting notification.
    private mutating func drop(_ slot: Slot) {
        guard case .delayed = slots[slot].place else { return release(slot) }
        delayedInTotal -= 1
        slots.remove(slot)
    }
}
