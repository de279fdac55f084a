import Collections
public import Essentials

/// Decides which webhook calls are made when: pure, with the time passed in.
///
/// - At most one call of a message is in flight, and its calls are made in order of id.
/// - An endpoint has a window of calls, a circuit breaker and bounded memory of its own, so one
///   that is slow or dead never holds up another. What finds no room stays in the store and is
///   asked for in pages; while the store may hold more of an endpoint, everything goes through it.
/// - A call that failed is made again on the ``RetrySchedule``. While the breaker is open nothing
///   is attempted and no attempt is counted; what is older than the schedule is given up anyway.
///
/// Feed it what happens, then do what ``takeActions()`` says.
public struct DeliveryMachine {
    let policy: DeliveryPolicy
    var slots = SlotTable()
    var endpoints: [EndpointQueue] = []
    var alarms = Heap<Alarm>()
    var actions: [DeliveryAction] = []
    var generator: SeededGenerator
    var heldInTotal = 0
    var delayedInTotal = 0

    /// Calls that are being made.
    public internal(set) var inFlight = 0
    /// Whether no new call is made; see ``setPaused(_:now:)``.
    public internal(set) var isPaused = false

    /// Creates a machine without endpoints.
    ///
    /// - Parameters:
    ///   - policy: the numbers.
    ///   - seed: of the jitter.
    public init(policy: DeliveryPolicy = DeliveryPolicy(), seed: UInt64) {
        self.policy = policy
        generator = SeededGenerator(seed: seed)
    }

    /// Takes what is to be done, in order.
    public mutating func takeActions() -> [DeliveryAction] {
        defer { actions.removeAll(keepingCapacity: true) }
        slots.recycle()
        return actions
    }

    /// Tickets in memory that do not wait for a retry.
    public var held: Int { heldInTotal }

    /// Tickets in memory that wait for a retry.
    public var delayed: Int { delayedInTotal }

    /// When ``advance(to:)`` has something to do; nil when it depends on other events.
    public var nextWake: Timestamp? { alarms.min?.at }

    /// The ticket in a slot that is in use.
    public func ticket(in slot: Slot) -> Ticket? {
        slots.contains(slot) ? slots[slot].ticket : nil
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

    // MARK: Events

    /// Adds an endpoint and returns its number.
    ///
    /// When the store may hold tickets of it, they are asked for.
    public mutating func addEndpoint(
        storeHoldsMore: Bool,
        isReachable: Bool = true,
        now: Timestamp
    ) -> EndpointNumber {
        endpoints.append(EndpointQueue(policy: policy, isReachable: isReachable))
        let endpoint = endpoints.count - 1
        if storeHoldsMore { rescan(endpoint, now: now) }
        return endpoint
    }

    /// Takes a ticket that was stored just now.
    ///
    /// Returns its slot, or nil when it is left to the store, to be loaded later.
    public mutating func offer(
        _ ticket: Ticket,
        to endpoint: EndpointNumber,
        now: Timestamp
    ) -> Slot? {
        if let loadedUpTo = endpoints[endpoint].backlog.loadedUpTo, ticket.id <= loadedUpTo {
            // A page may have brought it before; only the store knows whether it is settled.
            if !isKnown(ticket, endpoint) { endpoints[endpoint].backlog.miss(ticket.id) }
            pump(endpoint, now: now)
            return nil
        }
        guard !endpoints[endpoint].backlog.mayHoldMore else {
            guard endpoints[endpoint].backlog.isLoading, hasRoomBesidePage(endpoint) else {
                endpoints[endpoint].backlog.miss(ticket.id)
                return nil
            }
            let slot = hold(ticket, endpoint, place: .heldBack)
            endpoints[endpoint].heldBack.append(slot)
            return slot
        }
        guard room(of: endpoint) > 0 else {
            endpoints[endpoint].backlog.miss(ticket.id)
            return nil
        }
        let slot = hold(ticket, endpoint, place: .behind)
        guard link(slot, now: now) else { return nil }
        pump(endpoint, now: now)
        return slot
    }

    /// Reads the store's tickets of an endpoint from the beginning, as after a replay.
    public mutating func rescan(_ endpoint: EndpointNumber, now: Timestamp) {
        if endpoints[endpoint].backlog.isLoading {
            endpoints[endpoint].backlog.miss(ObjectID(high: 0, low: 0))
        } else {
            endpoints[endpoint].backlog.mayHoldMore = true
            endpoints[endpoint].backlog.readUpTo = nil
        }
        pump(endpoint, now: now)
    }

    /// Takes a page that was asked for; returns the slot of each ticket that was not known yet.
    public mutating func loaded(
        _ tickets: [Ticket],
        of endpoint: EndpointNumber,
        now: Timestamp
    ) -> [Slot?] {
        let backlog = endpoints[endpoint].backlog
        let fresh = tickets.map { ticket -> Slot? in
            guard !backlog.settledSince.contains(ticket.id) else { return nil }
            let slot = hold(ticket, endpoint, place: .behind)
            return link(slot, now: now) ? slot : nil
        }
        let isEnd = tickets.count < backlog.limit
        if !isEnd { leaveToStore(endpoint) }
        endpoints[endpoint].backlog.finishLoading(last: tickets.last?.id, isEnd: isEnd)
        if endpoints[endpoint].backlog.mayHoldMore { leaveToStore(endpoint) }
        for slot in endpoints[endpoint].heldBack { _ = link(slot, now: now) }
        endpoints[endpoint].heldBack.removeAll()
        pump(endpoint, now: now)
        return fresh
    }

    /// Takes note that a page could not be read; it is asked for again soon.
    public mutating func loadFailed(_ endpoint: EndpointNumber, now: Timestamp) {
        leaveToStore(endpoint)
        endpoints[endpoint].backlog.isLoading = false
        endpoints[endpoint].backlog.retryAt = now + policy.pauseAfterFault
        pump(endpoint, now: now)
    }

    /// Takes the result of a call.
    public mutating func answered(_ slot: Slot, _ result: CallResult, now: Timestamp) {
        guard slots.contains(slot), case .inFlight = slots[slot].place else { return }
        let endpoint = slots[slot].endpoint
        inFlight -= 1
        endpoints[endpoint].inFlight -= 1
        let isProbe = endpoints[endpoint].probe == slot
        if isProbe { endpoints[endpoint].probe = nil }
        switch result {
        case .success:
            endpoints[endpoint].breaker.succeed()
            endpoints[endpoint].probe = nil
            endpoints[endpoint].window.succeed()
            settle(slot, .delivered, now: now)
        case .failure: fail(slot, isProbe: isProbe, now: now)
        case .busy(let wait):
            let pause = min(max(wait, .zero), policy.longestPause)
            leaveAlone(endpoint, until: now + pause)
            fail(slot, isProbe: isProbe, notBefore: now + pause, now: now)
        case .notMade:
            let soon = now + policy.pauseAfterFault
            if isProbe { endpoints[endpoint].breaker.postpone(until: soon) }
            delay(slot, until: soon)
        case .dropped:
            if isProbe { endpoints[endpoint].breaker.postpone(until: now) }
            settle(slot, .dropped, now: now)
        }
        pump(endpoint, now: now)
    }

    /// Lets time pass: retries, probes and repeated loads whose time has come.
    public mutating func advance(to now: Timestamp) {
        while let alarm = alarms.min, alarm.at <= now {
            alarms.popMin()
            guard endpoints[alarm.number].wakeAt == alarm.at else { continue }
            endpoints[alarm.number].wakeAt = nil
            pump(alarm.number, now: now)
        }
    }

    /// Lets the tickets of an endpoint wait while nobody is there; no attempt is counted meanwhile.
    public mutating func setReachable(
        _ isReachable: Bool,
        _ endpoint: EndpointNumber,
        now: Timestamp
    ) {
        guard isReachable != endpoints[endpoint].isReachable else { return }
        endpoints[endpoint].isReachable = isReachable
        pump(endpoint, now: now)
    }

    /// Stops or resumes making calls; calls in flight go on.
    public mutating func setPaused(_ isPaused: Bool, now: Timestamp) {
        guard isPaused != self.isPaused else { return }
        self.isPaused = isPaused
        if !isPaused { for endpoint in endpoints.indices { pump(endpoint, now: now) } }
    }
}

/// What one endpoint is doing.
public struct EndpointStatus: Hashable, Sendable {
    /// Tickets in memory that do not wait for a retry.
    public let held: Int
    /// Tickets in memory that wait for a retry.
    public let delayed: Int
    /// Calls that are being made.
    public let inFlight: Int
    /// The circuit breaker's state.
    public let breaker: BreakerState
    /// Whether the store may hold more.
    public let storeHoldsMore: Bool
}
