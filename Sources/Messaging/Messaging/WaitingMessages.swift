import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel

/// The messages in memory that wait for a carrier or are with one.
///
/// Bounded: what does not fit stays in the store's outbox and is read when there is room again. One
/// project may fill half of the memory at most, so that its backlog never keeps another's message
/// out.
struct WaitingMessages {
    /// What is to be done now.
    struct Turn {
        var handOffs: [PipelineChange]
        var finished: [PipelineChange]
        var wakeAt: Timestamp?
    }

    private let configuration: PipelineConfiguration
    private var dispatcher: Dispatcher
    private var counts: [ProjectID: Int] = [:]
    private var overflowing: Set<ProjectID> = []
    private var loading: ProjectID?
    private var hasSkippedWhileLoading = false
    /// How many each carrier brought; at most as many as there are carriers.
    private var receipts: [CarrierID: Int] = [:]

    init(_ configuration: PipelineConfiguration) {
        self.configuration = configuration
        dispatcher = Dispatcher(
            policy: DispatchPolicy(capacity: configuration.capacity),
            seed: configuration.seed
        )
    }

    private static let standardRoute = Route(
        id: ObjectID(high: 0, low: 0),
        carrier: .simulator
    )

    func contains(_ key: MessageKey) -> Bool { dispatcher.contains(key) }

    // MARK: In

    /// Takes a message in, or remembers that its project has more in the store than in memory.
    mutating func add(_ message: QueuedMessage, at now: Timestamp) {
        let project = message.submission.key.project
        guard !overflowing.contains(project) else {
            if loading == project { hasSkippedWhileLoading = true }
            return
        }
        if !admit(message, at: now) { overflowing.insert(project) }
    }

    /// Remembers projects that have messages in the store that memory does not know.
    mutating func overflowed(_ projects: [ProjectID]) {
        overflowing.formUnion(projects)
        if let loading, projects.contains(loading) { hasSkippedWhileLoading = true }
    }

    /// The project to read next, and how much of it, if there is room.
    mutating func refill() -> (ProjectID, limit: Int)? {
        guard loading == nil, dispatcher.room >= configuration.capacity / 4 else { return nil }
        let ready = overflowing.filter { counts[$0, default: 0] < projectCapacity / 2 }
        guard let project = ready.min(by: { counts[$0, default: 0] < counts[$1, default: 0] })
        else { return nil }
        loading = project
        hasSkippedWhileLoading = false
        return (project, counts[project, default: 0] + configuration.capacity / 4)
    }

    /// Takes in what was read; those already in memory are known and left alone.
    mutating func loaded(
        _ messages: [QueuedMessage]?,
        of project: ProjectID,
        limit: Int,
        at now: Timestamp
    ) {
        loading = nil
        guard let messages else { return }
        var fits = true
        for message in messages where !contains(message.submission.key) {
            fits = admit(message, at: now)
            guard fits else { break }
        }
        if fits, messages.count < limit, !hasSkippedWhileLoading { overflowing.remove(project) }
    }

    private var projectCapacity: Int { configuration.capacity / 2 }

    private mutating func admit(_ message: QueuedMessage, at now: Timestamp) -> Bool {
        let project = message.submission.key.project
        guard counts[project, default: 0] < projectCapacity else { return false }
        switch dispatcher.enqueue(message, at: now) {
        case .accepted:
            counts[project, default: 0] += 1
            return true
        case .duplicate: return true
        case .full, .unknownCarrier: return false
        }
    }

    /// A message of the project left memory.
    private mutating func left(_ key: MessageKey) {
        let count = counts[key.project, default: 1] - 1
        counts[key.project] = count == 0 ? nil : count
    }

    // MARK: Out

    /// What is to be handed over, and what has ended without a carrier.
    mutating func next(at now: Timestamp, limit: Int) -> Turn {
        let turn = dispatcher.next(at: now, limit: limit)
        var finished: [PipelineChange] = []
        for key in turn.expired {
            left(key)
            finished.append(
                .finish(
                    .init(
                        key,
                        status: .expired,
                        code: .none,
                        carrierCode: nil,
                        refund: true,
                        at: now
                    )
                )
            )
        }
        for key in turn.unroutable {
            left(key)
            finished.append(
                .finish(
                    .init(
                        key,
                        status: .error,
                        code: .noRoute,
                        carrierCode: nil,
                        refund: true,
                        at: now
                    )
                )
            )
        }
        let handOffs = turn.handOffs.map { handOff in
            PipelineChange.handOff(
                .init(
                    handOff.key,
                    carrier: handOff.carrier,
                    attempt: handOff.attempt,
                    at: now
                )
            )
        }
        return Turn(handOffs: handOffs, finished: finished, wakeAt: turn.wakeAt)
    }

    /// What a carrier gets for a hand-off.
    func submission(_ key: MessageKey, attempt: Int) -> Submission? {
        dispatcher.submission(key, attempt: attempt)
    }

    /// Takes a carrier's answer, and says what becomes of the message.
    mutating func answered(_ result: SubmitResult, at now: Timestamp) -> DispatchDecision {
        let decision = dispatcher.answered(
            result.key,
            attempt: result.attempt,
            with: result.outcome,
            at: now
        )
        switch decision {
        case .retry, .unexpected: break
        case .accepted, .rejected, .inDoubt, .exhausted, .expired: left(result.key)
        }
        return decision
    }

    /// The hand-off could not be recorded: the message waits on.
    mutating func postpone(_ key: MessageKey, attempt: Int, at now: Timestamp) {
        let result = SubmitResult(key: key, attempt: attempt, outcome: .notSubmitted, at: now)
        _ = answered(result, at: now)
    }

    /// The message left the outbox in another way, as by being cancelled.
    mutating func withdraw(_ key: MessageKey, attempt: Int, at now: Timestamp) {
        postpone(key, attempt: attempt, at: now)
        cancelled(key)
    }

    /// The message was cancelled; one that is being handed off is withdrawn when that fails.
    mutating func cancelled(_ key: MessageKey) {
        if dispatcher.remove(key) == .removed { left(key) }
    }

    // MARK: Carriers

    mutating func setLink(
        of carrier: CarrierID,
        isUp: Bool
    ) throws(TooManyCarriers) {
        try dispatcher.setLink(of: carrier, isUp: isUp)
    }

    mutating func forget(_ carrier: CarrierID) { dispatcher.forget(carrier) }

    mutating func set(_ settings: CarrierSettings, at now: Timestamp) throws(TooManyCarriers) {
        try dispatcher.set(settings, at: now)
    }

    /// Puts routes in force, and returns those that cannot be used.
    mutating func setRoutes(_ routes: StoredRoutes) -> [InvalidRoute] {
        // Without any route everything goes to the simulator, so that a new server works at once.
        let isNew = routes.valid.isEmpty && routes.invalid.isEmpty
        let enabled = isNew ? [Self.standardRoute] : routes.valid.filter(\.isEnabled)
        return routes.invalid + dispatcher.setRoutes(enabled)
    }

    /// Counts receipts, for the figures.
    mutating func count(receipts count: Int, from carrier: CarrierID) {
        receipts[carrier, default: 0] += count
    }

    func statistics() -> [CarrierStatistics] {
        var statistics = dispatcher.statistics()
        for index in statistics.indices {
            statistics[index].receipts = receipts[statistics[index].carrier] ?? 0
        }
        return statistics
    }
}
