import Collections
import Essentials
import MessagingModel

/// How notifications move between the places of ``SlotTable/Place``.
extension NotificationScheduler {
    /// How many more notifications the endpoint may hold.
    func room(of endpoint: EndpointNumber) -> Int {
        let queue = endpoints[endpoint]
        guard queue.delayed.count < policy.mostDelayed else { return 0 }
        let bound = heldInTotal < policy.mostHeldInTotal ? policy.mostHeld : policy.fewestHeld
        return max(0, min(bound, policy.mostHeld) - queue.held)
    }

    /// Whether a notification can be kept while a page is being read, which needs room too.
    func hasRoomBesidePage(_ endpoint: EndpointNumber) -> Bool {
        room(of: endpoint) > endpoints[endpoint].backlog.limit
    }

    mutating func hold(
        _ notification: Notification,
        _ endpoint: EndpointNumber,
        place: SlotTable.Place
    ) -> Slot {
        endpoints[endpoint].held += 1
        heldInTotal += 1
        return slots.insert(.init(notification, endpoint: endpoint, place: place))
    }

    mutating func release(_ slot: Slot) {
        endpoints[slots[slot].endpoint].held -= 1
        heldInTotal -= 1
        slots.remove(slot)
    }

    /// Adds a notification to its subject's chain; frees its slot if it is already there.
    ///
    /// Chains are in order of id, except that nothing goes before the head, which may be in flight:
    /// only a replayed notification is older, and it is late in any case.
    mutating func link(_ slot: Slot, now: Timestamp) -> Bool {
        let (id, subject, endpoint) = (slots[slot].id, slots[slot].subject, slots[slot].endpoint)
        slots[slot].place = .behind
        guard let chain = endpoints[endpoint].chains[subject] else {
            endpoints[endpoint].chains[subject] = .init(head: slot, tail: slot)
            lead(slot, now: now)
            return true
        }
        if id > slots[chain.tail].id {
            slots[chain.tail].follower = slot
            endpoints[endpoint].chains[subject]?.tail = slot
            return true
        }
        var before = chain.head
        var isKnown = slots[before].id == id
        while !isKnown, let next = slots[before].follower, slots[next].id <= id {
            before = next
            isKnown = slots[next].id == id
        }
        guard !isKnown else {
            release(slot)
            return false
        }
        slots[slot].follower = slots[before].follower
        slots[before].follower = slot
        if before == chain.tail { endpoints[endpoint].chains[subject]?.tail = slot }
        return true
    }

    /// Whether a notification is in memory.
    func isKnown(_ notification: Notification, _ endpoint: EndpointNumber) -> Bool {
        var next = endpoints[endpoint].chains[notification.subject]?.head
        while let slot = next {
            if slots[slot].id == notification.id { return true }
            next = slots[slot].follower
        }
        return false
    }

    /// Makes a notification ready, or delays it, when it becomes the first about its subject.
    private mutating func lead(_ slot: Slot, now: Timestamp) {
        if slots[slot].dueAt > now {
            delay(slot, until: slots[slot].dueAt)
        } else {
            slots[slot].place = .ready
            endpoints[slots[slot].endpoint].ready.append(slot)
        }
    }

    /// Delays the first notification about a subject until then.
    mutating func delay(_ slot: Slot, until moment: Timestamp) {
        let endpoint = slots[slot].endpoint
        slots[slot].place = .delayed
        slots[slot].dueAt = moment
        endpoints[endpoint].held -= 1
        heldInTotal -= 1
        delayedInTotal += 1
        endpoints[endpoint].delayed.insert(Alarm(at: moment, number: slot))
    }

    /// Removes the first notification about a subject; the next one becomes the first.
    mutating func settle(_ slot: Slot, _ outcome: NotificationOutcome, now: Timestamp) {
        let entry = slots[slot]
        let (endpoint, subject) = (entry.endpoint, entry.subject)
        note(slot, outcome)
        release(slot)
        if let next = entry.follower {
            endpoints[endpoint].chains[subject]?.head = next
            lead(next, now: now)
        } else {
            endpoints[endpoint].chains[subject] = nil
        }
    }

    /// Gives a notification up because of its age.
    private mutating func giveUp(_ slot: Slot, now: Timestamp) {
        let (attempts, error) = (slots[slot].attempts, slots[slot].lastError ?? "never answered")
        settle(slot, .dead(reason: "too old; \(error)", at: now, attempts: attempts), now: now)
    }

    private mutating func note(_ slot: Slot, _ outcome: NotificationOutcome) {
        let (endpoint, id) = (slots[slot].endpoint, slots[slot].id)
        actions.append(
            .settle(SlotSettlement(endpoint: endpoint, id: id, slot: slot, outcome: outcome))
        )
        if endpoints[endpoint].backlog.isLoading {
            endpoints[endpoint].backlog.settledSince.insert(id)
        }
    }

    /// Counts a failed attempt and schedules the next.
    mutating func fail(
        _ slot: Slot,
        _ error: String,
        isProbe: Bool,
        notBefore earliest: Timestamp? = nil,
        now: Timestamp
    ) {
        let endpoint = slots[slot].endpoint
        slots[slot].lastError = error
        guard !isProbe else {
            // Another notification probes next time: one bad payload must not keep the breaker
            // open.
            endpoints[endpoint].breaker.failProbe(at: now, using: &generator)
            slots[slot].place = .ready
            endpoints[endpoint].ready.append(slot)
            return
        }
        endpoints[endpoint].window.fail()
        _ = endpoints[endpoint].breaker.fail(at: now, using: &generator)
        slots[slot].attempts += 1
        let (attempts, queuedAt) = (slots[slot].attempts, slots[slot].queuedAt)
        guard let wait = policy.retries.wait(afterAttempts: attempts, using: &generator)
        else { return settle(slot, .dead(reason: error, at: now, attempts: attempts), now: now) }
        let wished = max(now + wait, earliest ?? now)
        let moment = min(wished, queuedAt + policy.retries.longestAge)
        delay(slot, until: moment)
        note(slot, .retry(at: moment, attempts: attempts))
    }

    /// Pauses an endpoint until then, regardless of its breaker.
    mutating func leaveAlone(_ endpoint: EndpointNumber, until moment: Timestamp) {
        endpoints[endpoint].quietUntil = max(endpoints[endpoint].quietUntil ?? moment, moment)
    }

    /// Leaves notifications that came while a page was read to the store.
    mutating func leaveToStore(_ endpoint: EndpointNumber) {
        for slot in endpoints[endpoint].heldBack {
            endpoints[endpoint].backlog.miss(slots[slot].id)
            release(slot)
        }
        endpoints[endpoint].heldBack.removeAll()
    }

    // MARK: Work

    /// Does everything for an endpoint that is due.
    mutating func pump(_ endpoint: EndpointNumber, now: Timestamp) {
        guard !endpoints[endpoint].isSuspended else { return dropWaiting(of: endpoint) }
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
            send(endpoint, now: now)
        }
        load(endpoint, now: now)
        schedule(endpoint)
    }

    /// Gives up notifications that waited too long for an unreachable endpoint.
    private mutating func giveUpOld(_ endpoint: EndpointNumber, now: Timestamp) {
        while let slot = endpoints[endpoint].ready.first {
            guard now - slots[slot].queuedAt >= policy.retries.longestAge else { return }
            _ = endpoints[endpoint].ready.popFirst()
            giveUp(slot, now: now)
        }
    }

    private mutating func send(_ endpoint: EndpointNumber, now: Timestamp) {
        while maySend(endpoint), let slot = endpoints[endpoint].ready.popFirst() {
            if now - slots[slot].queuedAt >= policy.retries.longestAge {
                giveUp(slot, now: now)
                continue
            }
            slots[slot].place = .inFlight
            endpoints[endpoint].inFlight += 1
            inFlight += 1
            if endpoints[endpoint].breaker.state == .halfOpen { endpoints[endpoint].probe = slot }
            actions.append(.send(slot))
        }
    }

    private func maySend(_ endpoint: EndpointNumber) -> Bool {
        guard endpoints[endpoint].quietUntil == nil else { return false }
        return switch endpoints[endpoint].breaker.state {
        case .closed: endpoints[endpoint].inFlight < endpoints[endpoint].window.size
        case .open: false
        case .halfOpen: endpoints[endpoint].probe == nil
        }
    }

    /// Requests a page when half of the memory is free.
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

    /// Sets the alarm for the next time that something is due.
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
            next = min(next, slots[oldest].queuedAt + policy.retries.longestAge)
        }
        guard next < endpoints[endpoint].wakeAt ?? .never else { return }
        endpoints[endpoint].wakeAt = next
        alarms.insert(Alarm(at: next, number: endpoint))
    }
}

extension Timestamp {
    /// The end of time.
    fileprivate static let never = Timestamp(microseconds: .max)
}
