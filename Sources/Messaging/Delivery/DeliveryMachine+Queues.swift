import Collections
import Essentials

/// How tickets move between the places of ``SlotTable/Place``.
extension DeliveryMachine {
    /// How many more tickets the endpoint may hold.
    func room(of endpoint: EndpointNumber) -> Int {
        let queue = endpoints[endpoint]
        guard queue.delayed.count < policy.mostDelayed else { return 0 }
        let bound = heldInTotal < policy.mostHeldInTotal ? policy.mostHeld : policy.fewestHeld
        return max(0, min(bound, policy.mostHeld) - queue.held)
    }

    /// Whether a ticket may be kept although a page is on its way, which needs room too.
    func hasRoomBesidePage(_ endpoint: EndpointNumber) -> Bool {
        room(of: endpoint) > endpoints[endpoint].backlog.limit
    }

    mutating func hold(
        _ ticket: Ticket,
        _ endpoint: EndpointNumber,
        place: SlotTable.Place
    ) -> Slot {
        endpoints[endpoint].held += 1
        heldInTotal += 1
        return slots.insert(ticket, endpoint: endpoint, place: place)
    }

    private mutating func release(_ slot: Slot) {
        endpoints[slots[slot].endpoint].held -= 1
        heldInTotal -= 1
        slots.remove(slot)
    }

    /// Puts a ticket into its message's chain; frees its slot when it is there already.
    ///
    /// Chains are in order of id, except that nothing goes before the head, which may be in flight:
    /// only a replayed ticket is older than what waits, and its turn was long ago.
    mutating func link(_ slot: Slot, now: Timestamp) -> Bool {
        let (ticket, endpoint) = (slots[slot].ticket, slots[slot].endpoint)
        slots[slot].place = .behind
        guard let chain = endpoints[endpoint].chains[ticket.message] else {
            endpoints[endpoint].chains[ticket.message] = .init(head: slot, tail: slot)
            lead(slot, now: now)
            return true
        }
        if ticket.id > slots[chain.tail].ticket.id {
            slots[chain.tail].follower = slot
            endpoints[endpoint].chains[ticket.message]?.tail = slot
            return true
        }
        var before = chain.head
        var isKnown = slots[before].ticket.id == ticket.id
        while !isKnown, let next = slots[before].follower, slots[next].ticket.id <= ticket.id {
            before = next
            isKnown = slots[next].ticket.id == ticket.id
        }
        guard !isKnown else {
            release(slot)
            return false
        }
        slots[slot].follower = slots[before].follower
        slots[before].follower = slot
        if before == chain.tail { endpoints[endpoint].chains[ticket.message]?.tail = slot }
        return true
    }

    /// Whether a ticket is in memory.
    func isKnown(_ ticket: Ticket, _ endpoint: EndpointNumber) -> Bool {
        var next = endpoints[endpoint].chains[ticket.message]?.head
        while let slot = next {
            if slots[slot].ticket.id == ticket.id { return true }
            next = slots[slot].follower
        }
        return false
    }

    /// Makes a ticket ready that has become the first of its message, or delays it.
    private mutating func lead(_ slot: Slot, now: Timestamp) {
        if slots[slot].ticket.dueAt > now {
            delay(slot, until: slots[slot].ticket.dueAt)
        } else {
            slots[slot].place = .ready
            endpoints[slots[slot].endpoint].ready.append(slot)
        }
    }

    /// Lets the first ticket of a message wait until then.
    mutating func delay(_ slot: Slot, until moment: Timestamp) {
        let endpoint = slots[slot].endpoint
        slots[slot].place = .delayed
        slots[slot].ticket.dueAt = moment
        endpoints[endpoint].held -= 1
        heldInTotal -= 1
        delayedInTotal += 1
        endpoints[endpoint].delayed.insert(Alarm(at: moment, number: slot))
    }

    /// Takes the first ticket of a message out and lets the next one lead.
    mutating func settle(_ slot: Slot, _ fate: Settlement.Fate, now: Timestamp) {
        let entry = slots[slot]
        let (endpoint, message) = (entry.endpoint, entry.ticket.message)
        note(Settlement(endpoint: endpoint, id: entry.ticket.id, slot: slot, fate: fate))
        release(slot)
        if let next = entry.follower {
            endpoints[endpoint].chains[message]?.head = next
            lead(next, now: now)
        } else {
            endpoints[endpoint].chains[message] = nil
        }
    }

    private mutating func note(_ settlement: Settlement) {
        actions.append(.settle(settlement))
        if endpoints[settlement.endpoint].backlog.isLoading {
            endpoints[settlement.endpoint].backlog.settledSince.insert(settlement.id)
        }
    }

    /// Counts a failed attempt and plans the next.
    mutating func fail(
        _ slot: Slot,
        isProbe: Bool,
        notBefore earliest: Timestamp? = nil,
        now: Timestamp
    ) {
        let endpoint = slots[slot].endpoint
        guard !isProbe else {
            // Another ticket probes next time, so one that never passes cannot keep it open.
            endpoints[endpoint].breaker.failProbe(at: now, using: &generator)
            slots[slot].place = .ready
            endpoints[endpoint].ready.append(slot)
            return
        }
        endpoints[endpoint].window.fail()
        _ = endpoints[endpoint].breaker.fail(at: now, using: &generator)
        slots[slot].ticket.attempts += 1
        let ticket = slots[slot].ticket
        guard let wait = policy.retries.wait(afterAttempts: ticket.attempts, using: &generator)
        else { return settle(slot, .exhausted(attempts: ticket.attempts), now: now) }
        let wished = max(now + wait, earliest ?? now)
        let moment = min(wished, ticket.queuedAt + policy.retries.longestAge)
        delay(slot, until: moment)
        let fate = Settlement.Fate.retry(at: moment, attempts: ticket.attempts)
        note(Settlement(endpoint: endpoint, id: ticket.id, slot: slot, fate: fate))
    }

    /// Makes no call to an endpoint until then, whatever its breaker says.
    mutating func leaveAlone(_ endpoint: EndpointNumber, until moment: Timestamp) {
        endpoints[endpoint].quietUntil = max(endpoints[endpoint].quietUntil ?? moment, moment)
    }

    /// Gives tickets that came while a page was read back to the store.
    mutating func leaveToStore(_ endpoint: EndpointNumber) {
        for slot in endpoints[endpoint].heldBack {
            endpoints[endpoint].backlog.miss(slots[slot].ticket.id)
            release(slot)
        }
        endpoints[endpoint].heldBack.removeAll()
    }

    // MARK: Work

    /// Does for an endpoint what can be done now.
    mutating func pump(_ endpoint: EndpointNumber, now: Timestamp) {
        while let alarm = endpoints[endpoint].delayed.min, alarm.at <= now {
            endpoints[endpoint].delayed.popMin()
            endpoints[endpoint].held += 1
            heldInTotal += 1
            delayedInTotal -= 1
            slots[alarm.number].place = .ready
            endpoints[endpoint].ready.append(alarm.number)
        }
        endpoints[endpoint].breaker.advance(to: now)
        if let quietUntil = endpoints[endpoint].quietUntil, quietUntil <= now {
            endpoints[endpoint].quietUntil = nil
        }
        if !endpoints[endpoint].isReachable {
            giveUpOld(endpoint, now: now)
        } else if !isPaused {
            call(endpoint, now: now)
        }
        load(endpoint, now: now)
        schedule(endpoint)
    }

    /// Gives up what nobody came for in time.
    private mutating func giveUpOld(_ endpoint: EndpointNumber, now: Timestamp) {
        while let slot = endpoints[endpoint].ready.first {
            let ticket = slots[slot].ticket
            guard now - ticket.queuedAt >= policy.retries.longestAge else { return }
            _ = endpoints[endpoint].ready.popFirst()
            settle(slot, .tooOld(attempts: ticket.attempts), now: now)
        }
    }

    private mutating func call(_ endpoint: EndpointNumber, now: Timestamp) {
        while mayCall(endpoint), let slot = endpoints[endpoint].ready.popFirst() {
            let ticket = slots[slot].ticket
            if now - ticket.queuedAt >= policy.retries.longestAge {
                settle(slot, .tooOld(attempts: ticket.attempts), now: now)
                continue
            }
            slots[slot].place = .inFlight
            endpoints[endpoint].inFlight += 1
            inFlight += 1
            if endpoints[endpoint].breaker.state == .halfOpen { endpoints[endpoint].probe = slot }
            actions.append(.call(slot))
        }
    }

    private func mayCall(_ endpoint: EndpointNumber) -> Bool {
        guard endpoints[endpoint].quietUntil == nil else { return false }
        return switch endpoints[endpoint].breaker.state {
        case .closed: endpoints[endpoint].inFlight < endpoints[endpoint].window.size
        case .open: false
        case .halfOpen: endpoints[endpoint].probe == nil
        }
    }

    /// Asks for a page when half of the memory is free.
    private mutating func load(_ endpoint: EndpointNumber, now: Timestamp) {
        if let retryAt = endpoints[endpoint].backlog.retryAt {
            guard retryAt <= now else { return }
            endpoints[endpoint].backlog.retryAt = nil
        }
        let backlog = endpoints[endpoint].backlog
        guard backlog.mayHoldMore, !backlog.isLoading else { return }
        let limit = min(room(of: endpoint), policy.largestPage)
        guard limit > 0, endpoints[endpoint].held <= policy.mostHeld / 2 else { return }
        endpoints[endpoint].backlog.isLoading = true
        endpoints[endpoint].backlog.limit = limit
        actions.append(.load(endpoint, after: backlog.readUpTo, limit: limit))
    }

    /// Sets the alarm for what time alone brings about.
    private mutating func schedule(_ endpoint: EndpointNumber) {
        var next = endpoints[endpoint].delayed.min?.at ?? .never
        if let retryAt = endpoints[endpoint].backlog.retryAt { next = min(next, retryAt) }
        if endpoints[endpoint].breaker.state == .open, !endpoints[endpoint].ready.isEmpty {
            next = min(next, endpoints[endpoint].breaker.probeAt)
        }
        if let quietUntil = endpoints[endpoint].quietUntil, !endpoints[endpoint].ready.isEmpty {
            next = min(next, quietUntil)
        }
        if !endpoints[endpoint].isReachable, let oldest = endpoints[endpoint].ready.first {
            next = min(next, slots[oldest].ticket.queuedAt + policy.retries.longestAge)
        }
        guard next < endpoints[endpoint].wakeAt ?? .never else { return }
        endpoints[endpoint].wakeAt = next
        alarms.insert(Alarm(at: next, number: endpoint))
    }
}

extension Timestamp {
    /// Later than anything.
    fileprivate static let never = Timestamp(microseconds: .max)
}
