import AccountsModel
import Essentials
import MessagingModel

/// The messages in memory that wait for a carrier or are with one.
///
/// Bounded: what does not fit stays in the outbox and is read when there is room again. One project
/// uses at most half of the memory, so its backlog never keeps another's messages out.
struct WaitingMessages: Sendable {
    private let capacity: Int
    private var dispatcher: Dispatcher
    /// How many messages of each project are in memory.
    private var counts: [ProjectID: Int] = [:]
    /// The projects whose messages may be handed off.
    private var projects = ProjectSet.none
    /// Projects with messages in the outbox that are not in memory.
    private var overflowing: Set<ProjectID> = []
    /// The project whose outbox is being read.
    private var loading: ProjectID?
    private var hasSkippedWhileLoading = false
    /// Whether what is being read has times from before the clock was moved.
    private var isLoadOutdated = false
    /// The last step of the clock.
    private var clockStep: ClockStep?

    init(_ configuration: PipelineConfiguration) {
        capacity = configuration.capacity
        dispatcher = Dispatcher(
            policy: DispatchPolicy(capacity: configuration.capacity),
            seed: configuration.seed
        )
    }

    func contains(_ key: MessageKey) -> Bool { dispatcher.contains(key) }

    func owns(_ project: ProjectID) -> Bool { projects.contains(project) }

    var ownsNothing: Bool { projects.isEmpty }

    // MARK: Projects

    mutating func acquire(_ acquired: ProjectSet, backlog: [ProjectID]) {
        projects.formUnion(acquired)
        overflow(backlog)
    }

    /// Drops the waiting messages of the projects; they stay in the outbox for the next owner.
    mutating func lose(_ lost: ProjectSet) {
        projects.subtract(lost)
        for key in dispatcher.waiting(of: lost) { remove(key) }
    }

    // MARK: In

    /// Adds a message, or notes that its project has more in the outbox than in memory.
    mutating func add(_ message: QueuedMessage, at now: Timestamp) {
        var message = message
        if let clockStep, clockStep.follows(message.dueAt, at: now) {
            message.move(by: clockStep.length)
        }
        let project = message.submission.key.project
        guard !overflowing.contains(project) else {
            if loading == project { hasSkippedWhileLoading = true }
            return
        }
        if !admit(message, at: now) { overflowing.insert(project) }
    }

    /// Notes projects with messages in the outbox that are not in memory.
    mutating func overflow(_ projects: [ProjectID]) {
        overflowing.formUnion(projects)
        if let loading, projects.contains(loading) { hasSkippedWhileLoading = true }
    }

    /// The project to read next and the number of messages, if there is room.
    mutating func refill() -> (project: ProjectID, limit: Int)? {
        guard loading == nil, !overflowing.isEmpty, dispatcher.room >= capacity / 4 else {
            return nil
        }
        var next: (project: ProjectID, count: Int)?
        for project in overflowing where owns(project) {
            let count = counts[project, default: 0]
            guard count < projectCapacity / 2 else { continue }
            // In a fixed order, so that equal events always lead to equal actions.
            if let next, (next.count, next.project) < (count, project) { continue }
            next = (project, count)
        }
        guard let next else { return nil }
        loading = next.project
        hasSkippedWhileLoading = false
        return (next.project, next.count + capacity / 4)
    }

    /// Adds messages that were read, oldest first, except those already in memory.
    mutating func load(
        _ messages: [QueuedMessage],
        of project: ProjectID,
        limit: Int,
        at now: Timestamp
    ) {
        loading = nil
        guard !isLoadOutdated else {
            isLoadOutdated = false
            return
        }
        var fits = true
        for message in messages where !contains(message.submission.key) {
            fits = admit(message, at: now)
            guard fits else { break }
        }
        if fits, messages.count < limit, !hasSkippedWhileLoading { overflowing.remove(project) }
    }

    /// Handles a failed read of the outbox, which will be repeated.
    mutating func loadFailed() {
        loading = nil
        isLoadOutdated = false
    }

    private var projectCapacity: Int { capacity / 2 }

    private mutating func admit(_ message: QueuedMessage, at now: Timestamp) -> Bool {
        let project = message.submission.key.project
        guard owns(project), counts[project, default: 0] < projectCapacity else { return false }
        switch dispatcher.enqueue(message, at: now) {
        case .accepted:
            counts[project, default: 0] += 1
            return true
        case .duplicate: return true
        case .full, .unknownCarrier: return false
        }
    }

    // MARK: Out

    /// The messages to hand off, and those that ended without a carrier.
    mutating func next(at now: Timestamp, limit: Int) -> DispatchTurn {
        let turn = dispatcher.next(at: now, limit: limit)
        for key in turn.expired { left(key) }
        for key in turn.unroutable { left(key) }
        return turn
    }

    /// What a carrier gets for a hand-off.
    func submission(of handOff: PipelineChange.HandOff) -> Submission? {
        dispatcher.submission(handOff.key, attempt: handOff.attempt)
    }

    /// Handles a carrier's answer; returns what happens to the message.
    mutating func answered(
        _ key: MessageKey,
        attempt: Int,
        handOff: Int? = nil,
        with outcome: SubmitResult.Outcome,
        at now: Timestamp
    ) -> DispatchDecision {
        let decision = dispatcher.answered(
            key,
            attempt: attempt,
            handOff: handOff,
            with: outcome,
            at: now
        )
        switch decision {
        case .unexpected: break
        case .retry: if !owns(key.project) { remove(key) }
        case .accepted, .rejected, .inDoubt, .exhausted, .expired: left(key)
        }
        return decision
    }

    /// Removes a waiting message; one that is handed off stays.
    mutating func remove(_ key: MessageKey) {
        if dispatcher.remove(key) == .removed { left(key) }
    }

    private mutating func left(_ key: MessageKey) {
        let count = counts[key.project, default: 1] - 1
        counts[key.project] = count == 0 ? nil : count
    }

    /// Moves every deadline along with the clock; what is being read is read again.
    mutating func clockMoved(by step: Duration, at now: Timestamp) {
        dispatcher.clockMoved(by: step)
        isLoadOutdated = loading != nil
        clockStep = ClockStep(step, at: now)
    }

    // MARK: Carriers

    mutating func setLink(of carrier: CarrierID, isUp: Bool) throws(TooManyCarriers) {
        try dispatcher.setLink(of: carrier, isUp: isUp)
    }

    mutating func set(_ settings: CarrierSettings, at now: Timestamp) throws(TooManyCarriers) {
        try dispatcher.set(settings, at: now)
    }

    mutating func setRoutes(_ routes: [Route]) -> [InvalidRoute] { dispatcher.setRoutes(routes) }

    mutating func forget(_ carrier: CarrierID) { dispatcher.forget(carrier) }

    func statistics() -> [CarrierStatistics] { dispatcher.statistics() }
}
