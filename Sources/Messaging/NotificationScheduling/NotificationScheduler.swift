import Collections
public import Essentials
public import MessagingModel

/// Decides which notification is sent to which endpoint when.
///
/// - Notifications about one subject are sent one at a time, in order of id.
/// - An endpoint has a window, a circuit breaker and bounded memory of its own, so a slow or dead
///   one never holds up another. Notifications without room stay in the store and are read in
///   pages; while the store may hold more for an endpoint, everything goes through it.
/// - A failed attempt is repeated on the ``RetrySchedule``. While the breaker is open nothing is
///   attempted and no attempt is counted; notifications older than the schedule are given up.
///
/// Pass in events and the time, then perform what ``takeActions()`` returns.
public struct NotificationScheduler {
    let policy: SchedulingPolicy
    var slots = SlotTable()
    var endpoints: [EndpointQueue] = []
    /// Numbers of endpoints that were removed.
    var freeNumbers: [EndpointNumber] = []
    var alarms = Heap<Alarm>()
    var actions: [SchedulerAction] = []
    var generator: SeededGenerator
    var heldInTotal = 0
    var delayedInTotal = 0

    /// Notifications that are being sent.
    public internal(set) var inFlight = 0
    /// Whether nothing more is sent; see ``setPaused(_:now:)``.
    public internal(set) var isPaused = false

    /// Creates a scheduler without endpoints.
    ///
    /// - Parameters:
    ///   - policy: the limits and delays.
    ///   - seed: the seed of the jitter.
    public init(policy: SchedulingPolicy = SchedulingPolicy(), seed: UInt64) {
        self.policy = policy
        generator = SeededGenerator(seed: seed)
    }

    /// Returns the actions to perform, in order.
    public mutating func takeActions() -> [SchedulerAction] {
        defer { actions.removeAll(keepingCapacity: true) }
        slots.recycle()
        return actions
    }

    /// Notifications in memory that do not wait for a retry.
    public var held: Int { heldInTotal }

    /// Notifications in memory that wait for a retry.
    public var delayed: Int { delayedInTotal }

    /// When ``advance(to:)`` has something to do; nil if it depends on other events.
    public var nextWake: Timestamp? { alarms.min?.at }

    /// The notification in a slot that is in use.
    public func notificationID(in slot: Slot) -> ObjectID? {
        slots.contains(slot) ? slots[slot].id : nil
    }

    /// The failed attempts of the notification in a slot that is in use.
    public func attempts(in slot: Slot) -> Int? {
        slots.contains(slot) ? slots[slot].attempts : nil
    }

    /// When the notification in a slot that is in use is due.
    public func dueAt(in slot: Slot) -> Timestamp? {
        slots.contains(slot) ? slots[slot].dueAt : nil
    }

    /// The endpoint of a slot that is in use.
    public func endpoint(of slot: Slot) -> EndpointNumber? {
        slots.contains(slot) ? slots[slot].endpoint : nil
    }

    /// What an endpoint is doing, for metrics.
    public func status(of endpoint: EndpointNumber) -> EndpointStatus {
        let queue = endpoints[endpoint]
        return EndpointStatus(
            held: queue.held,
            delayed: queue.delayed.count,
            inFlight: queue.inFlight,
            breaker: queue.breaker.state,
            storeHoldsMore: queue.backlog.mayHoldMore
        )
    }

    /// Until when an endpoint is left alone whatever waits for it; nil if it is not.
    func pause(of endpoint: EndpointNumber) -> Timestamp? {
        let queue = endpoints[endpoint]
        let probe = queue.breaker.state == .open ? queue.breaker.probeAt : nil
        return [probe, queue.quietUntil].compactMap(\.self).max()
    }

    // MARK: Events

    /// Adds an endpoint and returns its number.
    ///
    /// If the store may hold notifications for it, they are requested.
    public mutating func addEndpoint(
        storeHoldsMore: Bool,
        isReachable: Bool = true,
        now: Timestamp
    ) -> EndpointNumber {
        let queue = EndpointQueue(policy: policy, isReachable: isReachable)
        let endpoint = freeNumbers.popLast() ?? endpoints.count
        if endpoint == endpoints.count {
            endpoints.append(queue)
        } else {
            endpoints[endpoint] = queue
        }
        if storeHoldsMore { rescan(endpoint, now: now) }
        return endpoint
    }

    /// Adds a notification that was just stored.
    ///
    /// Returns its slot, or nil if it is left to the store, to be read later.
    public mutating func offer(
        _ notification: Notification,
        to endpoint: EndpointNumber,
        now: Timestamp
    ) -> Slot? {
        if let loadedUpTo = endpoints[endpoint].backlog.loadedUpTo, notification.id <= loadedUpTo {
            // A page may have contained it; only the store knows whether it is settled.
            if !isKnown(notification, endpoint) {
                endpoints[endpoint].backlog.miss(notification.id)
            }
            pump(endpoint, now: now)
            return nil
        }
        guard !endpoints[endpoint].backlog.mayHoldMore else {
            guard endpoints[endpoint].backlog.isLoading, hasRoomBesidePage(endpoint) else {
                endpoints[endpoint].backlog.miss(notification.id)
                return nil
            }
            let slot = hold(notification, endpoint, place: .heldBack)
            endpoints[endpoint].heldBack.append(slot)
            return slot
        }
        guard room(of: endpoint) > 0 else {
            endpoints[endpoint].backlog.miss(notification.id)
            return nil
        }
        let slot = hold(notification, endpoint, place: .behind)
        guard link(slot, now: now) else { return nil }
        pump(endpoint, now: now)
        return slot
    }

    /// Reads an endpoint's notifications in the store from the beginning, for example after a
    /// replay.
    public mutating func rescan(_ endpoint: EndpointNumber, now: Timestamp) {
        if endpoints[endpoint].backlog.isLoading {
            endpoints[endpoint].backlog.miss(ObjectID(high: 0, low: 0))
        } else {
            endpoints[endpoint].backlog.mayHoldMore = true
            endpoints[endpoint].backlog.readUpTo = nil
        }
        pump(endpoint, now: now)
    }

    /// Adds a requested page; returns the slot of each notification that was new.
    public mutating func loaded(
        _ page: [Notification],
        of endpoint: EndpointNumber,
        now: Timestamp
    ) -> [Slot?] {
        let backlog = endpoints[endpoint].backlog
        guard !backlog.dropsPage else {
            dropPage(of: endpoint, now: now)
            return page.map { _ in nil }
        }
        let fresh = page.map { notification -> Slot? in
            guard !backlog.settledSince.contains(notification.id) else { return nil }
            let slot = hold(notification, endpoint, place: .behind)
            return link(slot, now: now) ? slot : nil
        }
        let isEnd = page.count < backlog.limit
        if !isEnd { leaveToStore(endpoint) }
        endpoints[endpoint].backlog.finishLoading(last: page.last?.id, isEnd: isEnd)
        if endpoints[endpoint].backlog.mayHoldMore { leaveToStore(endpoint) }
        for slot in endpoints[endpoint].heldBack { _ = link(slot, now: now) }
        endpoints[endpoint].heldBack.removeAll()
        pump(endpoint, now: now)
        return fresh
    }

    /// Handles a failed read of a page, which is requested again soon.
    public mutating func loadFailed(_ endpoint: EndpointNumber, now: Timestamp) {
        guard !endpoints[endpoint].backlog.dropsPage else {
            return dropPage(of: endpoint, now: now)
        }
        leaveToStore(endpoint)
        endpoints[endpoint].backlog.isLoading = false
        endpoints[endpoint].backlog.retryAt = now + policy.pauseAfterFault
        pump(endpoint, now: now)
    }

    /// Handles the answer to the notification in a slot.
    public mutating func answered(
        _ slot: Slot,
        _ result: NotificationAnswer.Result,
        now: Timestamp
    ) {
        guard slots.contains(slot), case .inFlight = slots[slot].place else { return }
        let endpoint = slots[slot].endpoint
        inFlight -= 1
        endpoints[endpoint].inFlight -= 1
        let isProbe = endpoints[endpoint].probe == slot
        if isProbe { endpoints[endpoint].probe = nil }
        switch result {
        case .delivered:
            endpoints[endpoint].breaker.succeed()
            endpoints[endpoint].probe = nil
            endpoints[endpoint].window.succeed()
            settle(slot, .delivered, now: now)
        case .failed(let error, nil): fail(slot, error, isProbe: isProbe, now: now)
        case .failed(let error, let wait?):
            let pause = min(max(wait, .zero), policy.longestPause)
            leaveAlone(endpoint, until: now + pause)
            fail(slot, error, isProbe: isProbe, notBefore: now + pause, now: now)
        case .notSent:
            let soon = now + policy.pauseAfterFault
            if isProbe { endpoints[endpoint].breaker.postpone(until: soon) }
            delay(slot, until: soon)
        case .dropped:
            if isProbe { endpoints[endpoint].breaker.postpone(until: now) }
            settle(slot, .dropped, now: now)
        }
        pump(endpoint, now: now)
    }

    /// Advances the time: starts the retries, probes and reads that are due.
    public mutating func advance(to now: Timestamp) {
        while let alarm = alarms.min, alarm.at <= now {
            alarms.popMin()
            guard endpoints[alarm.number].wakeAt == alarm.at else { continue }
            endpoints[alarm.number].wakeAt = nil
            pump(alarm.number, now: now)
        }
    }

    /// Sets whether an endpoint is reachable; while it is not, no attempt is made or counted.
    public mutating func setReachable(
        _ isReachable: Bool,
        _ endpoint: EndpointNumber,
        now: Timestamp
    ) {
        guard isReachable != endpoints[endpoint].isReachable else { return }
        endpoints[endpoint].isReachable = isReachable
        pump(endpoint, now: now)
    }

    /// Stops or resumes sending; notifications in flight are not affected.
    public mutating func setPaused(_ isPaused: Bool, now: Timestamp) {
        guard isPaused != self.isPaused else { return }
        self.isPaused = isPaused
        if !isPaused { for endpoint in endpoints.indices { pump(endpoint, now: now) } }
    }
}

/// What one endpoint is doing.
public struct EndpointStatus: Hashable, Sendable {
    /// Notifications in memory that do not wait for a retry.
    public let held: Int
    /// Notifications in memory that wait for a retry.
    public let delayed: Int
    /// Notifications that are being sent.
    public let inFlight: Int
    /// The circuit breaker's state.
    public let breaker: BreakerState
    /// Whether the store may hold more.
    public let storeHoldsMore: Bool
}
