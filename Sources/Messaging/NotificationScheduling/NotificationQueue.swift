import AccountsModel
public import Essentials
import MessagingModel

/// The queued notifications of one channel: events and the time go in, actions come out.
///
/// A ``NotificationScheduler`` decides what is sent when. The queue keeps the notifications,
/// follows the store (which is searched at the start and regularly, and read in pages, and in which
/// outcomes are recorded one batch at a time), and drains. Notifications come in by
/// ``NotificationEvent/queued(_:)`` right after they were stored, or are read from the store.
///
/// Only notifications of acquired projects are sent or read.
public struct NotificationQueue {
    let configuration: NotificationConfiguration
    var scheduler: NotificationScheduler
    var now: Timestamp
    var actions: [NotificationAction] = []

    /// The projects whose notifications are sent.
    var projects = ProjectSet.none
    /// Endpoints of lost projects, which are forgotten once their last outcome is recorded.
    var leaving: [LeavingEndpoint] = []

    /// The endpoints by their number in the scheduler.
    var endpoints: [NotificationEndpoint] = []
    var numbers: [NotificationEndpoint: EndpointNumber] = [:]
    /// The notifications in the scheduler's slots; nil for those that are read again when due.
    var notifications: [Notification?] = []
    var sentAt: [Timestamp] = []
    /// The slots of notifications in flight.
    var slotsInFlight: [ObjectID: Slot] = [:]
    /// The notifications to send at the end of the step.
    var outgoing: [Notification] = []
    /// States of breakers that were open at least once.
    var breakers: [EndpointNumber: BreakerState] = [:]
    /// The reachable tokens, on a channel where that varies.
    private var reachable: Set<ObjectID> = []

    var outcomes: OutcomeLog
    var health = EndpointHealth()
    var reads = ReadQueue()
    /// Whether the store was searched, so that a new endpoint has nothing older there.
    var wasSearched = false
    var isSearching = false
    var searchAt: Timestamp
    var counts = NotificationCounts()

    /// The last step of the clock.
    var clockStep: ClockStep?
    private var isDraining = false
    private var hasTimedOut = false
    private var isFinished = false

    /// Creates an empty queue, which sends nothing until it acquires projects.
    public init(configuration: NotificationConfiguration, seed: UInt64, now: Timestamp) {
        self.configuration = configuration
        self.now = now
        scheduler = NotificationScheduler(policy: configuration.policy, seed: seed)
        outcomes = OutcomeLog(mostPerTransaction: configuration.mostPerTransaction)
        searchAt = now
    }

    /// Handles events and whatever is due; returns what to do.
    public mutating func step(
        _ events: [NotificationEvent],
        now: Timestamp
    ) -> [NotificationAction] {
        self.now = now
        for event in events {
            pauseIfNeeded()
            take(event)
        }
        if !isSearching, now >= searchAt { search() }
        pauseIfNeeded()
        scheduler.advance(to: now)
        followScheduler()
        recordOutcomes()
        if let notes = health.takeNotes() { actions.append(.note(notes)) }
        startReads()
        forgetLeftEndpoints()
        finishDrain()
        defer { actions.removeAll(keepingCapacity: true) }
        return actions
    }

    /// Sends nothing during a drain, or while too many outcomes are not durable.
    private mutating func pauseIfNeeded() {
        let isFull = outcomes.unrecorded >= configuration.mostUnrecorded
        scheduler.setPaused(isDraining || isFull, now: now)
    }

    /// When the next step is due even if nothing happens; nil if only an event needs one.
    public var nextWake: Timestamp? {
        let searchAt = isSearching || projects.isEmpty ? nil : searchAt
        let moments = [scheduler.nextWake, outcomes.retryAt, searchAt]
        return moments.compactMap(\.self).min()
    }

    /// Notifications that are being sent.
    public var inFlight: Int { scheduler.inFlight }

    /// Notifications in memory that do not wait for a retry.
    public var held: Int { scheduler.held }

    /// Notifications in memory that wait for a retry.
    public var delayed: Int { scheduler.delayed }

    /// Outcomes that are not durable yet.
    public var unrecorded: Int { outcomes.unrecorded }

    /// Returns the counts since the last call.
    public mutating func takeCounts() -> NotificationCounts {
        defer { counts = NotificationCounts() }
        return counts
    }

    // MARK: Events

    private mutating func take(_ event: NotificationEvent) {
        switch event {
        case .acquired(let projects): acquire(projects)
        case .lost(let projects): lose(projects)
        case .queued(let notifications): add(notifications)
        case .skipped(let endpoints):
            for endpoint in endpoints where owns(endpoint) {
                scheduler.rescan(number(of: endpoint), now: now)
            }
        case .answered(let answers): for answer in answers { take(answer) }
        case .reachable(let token, let isReachable): set(token, isReachable)
        case .searchRequested: search()
        case .found(let endpoints): take(found: endpoints)
        case .pageRead(let endpoint, let page): take(page: page, of: endpoint)
        case .read(let endpoint, let ids, let found): take(read: found, of: ids, endpoint)
        case .knownFailing(let endpoints): health.add(failing: endpoints)
        case .noted: health.noted()
        case .recorded(true): outcomes.confirm()
        case .recorded(false): outcomes.putBack(until: now + configuration.policy.pauseAfterFault)
        case .drain: isDraining = true
        case .drainTimedOut: hasTimedOut = true
        }
    }

    private mutating func add(_ queued: [Notification]) {
        // A batch lists one subject's notifications in order, but not necessarily by id.
        let isSorted = zip(queued, queued.dropFirst()).allSatisfy { $0.id < $1.id }
        for notification in isSorted ? queued : queued.sorted(by: { $0.id < $1.id })
        where owns(notification.endpoint) {
            var notification = notification
            if let clockStep, clockStep.follows(notification.queuedAt, at: now) {
                notification.move(by: clockStep.length)
            }
            let endpoint = number(of: notification.endpoint)
            if let slot = scheduler.offer(notification, to: endpoint, now: now) {
                keep(notification, in: slot)
            }
        }
    }

    private mutating func take(_ answer: NotificationAnswer) {
        guard let slot = slotsInFlight.removeValue(forKey: answer.id),
            let endpoint = scheduler.endpoint(of: slot)
        else { return }
        switch answer.result {
        case .notSent, .dropped: return scheduler.answered(slot, answer.result, now: now)
        case .failed: counts.failed += 1
        case .delivered: break
        }
        let subject = notifications[slot]?.subject
        scheduler.answered(slot, answer.result, now: now)
        counts.durations.append(now - sentAt[slot])
        watchBreaker(of: endpoint)
        watchHealth(of: endpoint, answer, subject: subject ?? answer.id)
    }

    /// Notes failures with their reason, and reports an endpoint that begins or stops to fail.
    private mutating func watchHealth(
        of number: EndpointNumber,
        _ answer: NotificationAnswer,
        subject: ObjectID
    ) {
        let endpoint = endpoints[number]
        guard case .failed(let reason, _) = answer.result else {
            if health.succeed(endpoint) { actions.append(.endpointWorks(endpoint)) }
            return
        }
        let attempt = FailedAttempt(
            notification: answer.id,
            subject: subject,
            at: now,
            reason: reason
        )
        let pause = scheduler.pause(of: number)
        if health.fail(endpoint, attempt, pausedUntil: pause) {
            actions.append(.endpointFails(endpoint, reason: reason))
        }
    }

    /// Reports the breaker of an endpoint that has been open.
    private mutating func watchBreaker(of endpoint: EndpointNumber) {
        let state = scheduler.status(of: endpoint).breaker
        guard state != breakers[endpoint] ?? .closed else { return }
        breakers[endpoint] = state
        actions.append(.breakerChanged(endpoints[endpoint], state))
    }

    /// Resumes or pauses a token's endpoints.
    private mutating func set(_ token: ObjectID, _ isReachable: Bool) {
        if isReachable { reachable.insert(token) } else { reachable.remove(token) }
        for (number, endpoint) in endpoints.enumerated()
        where endpoint.token == token && numbers[endpoint] == number {
            scheduler.setReachable(isReachable, number, now: now)
        }
    }

    // MARK: Endpoints and slots

    /// The scheduler's number of an endpoint; a new endpoint is added.
    private mutating func number(of endpoint: NotificationEndpoint) -> EndpointNumber {
        numbers[endpoint] ?? add(endpoint, storeHoldsMore: !wasSearched)
    }

    @discardableResult
    mutating func add(
        _ endpoint: NotificationEndpoint,
        storeHoldsMore: Bool
    ) -> EndpointNumber {
        let number = scheduler.addEndpoint(
            storeHoldsMore: storeHoldsMore,
            isReachable: configuration.isAlwaysReachable || reachable.contains(endpoint.token),
            now: now
        )
        numbers[endpoint] = number
        if number == endpoints.count {
            endpoints.append(endpoint)
        } else {
            endpoints[number] = endpoint
        }
        return number
    }

    mutating func keep(_ notification: Notification, in slot: Slot) {
        while notifications.count <= slot {
            notifications.append(nil)
            sentAt.append(now)
        }
        notifications[slot] = notification
    }

    // MARK: Actions

    /// Turns the scheduler's actions into those of the queue.
    private mutating func followScheduler() {
        var absent: [EndpointNumber: [ObjectID]] = [:]
        for action in scheduler.takeActions() {
            switch action {
            case .send(let slot):
                guard let id = scheduler.notificationID(in: slot),
                    let endpoint = scheduler.endpoint(of: slot)
                else { continue }
                guard owns(endpoints[endpoint]) else {
                    scheduler.answered(slot, .notSent, now: now)
                    continue
                }
                slotsInFlight[id] = slot
                if !send(slot) { absent[endpoint, default: []].append(id) }
            case .settle(let settlement): settle(settlement)
            case .load(let endpoint, let after, let limit):
                reads.addPage(endpoint, after: after, limit: limit, behind: outcomes.issued)
            }
        }
        for (endpoint, ids) in absent { reads.add(ids, of: endpoint) }
        guard !outgoing.isEmpty else { return }
        actions.append(.send(outgoing))
        outgoing = []
    }

    /// Sends the notification in a slot; false if it must be read first.
    @discardableResult
    mutating func send(_ slot: Slot) -> Bool {
        guard notifications.indices.contains(slot), let notification = notifications[slot]
        else { return false }
        sentAt[slot] = now
        outgoing.append(notification)
        return true
    }

    private mutating func settle(_ settlement: SlotSettlement) {
        switch settlement.outcome {
        case .delivered: counts.delivered += 1
        case .dead: counts.dead += 1
        case .dropped: counts.dropped += 1
        case .retry: break
        }
        outcomes.append(
            NotificationSettlement(
                endpoint: endpoints[settlement.endpoint],
                id: settlement.id,
                outcome: settlement.outcome
            )
        )
        // Notifications that wait for a retry are read again when due, to save memory.
        guard notifications.indices.contains(settlement.slot) else { return }
        notifications[settlement.slot] = nil
    }

    private mutating func finishDrain() {
        guard isDraining, !isFinished else { return }
        let left = inFlight + unrecorded
        guard left == 0 || hasTimedOut else { return }
        isFinished = true
        actions.append(.finished(left: left))
    }
}
