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
    private var dispatcher: Dispatcher<MessageKey, CarrierID>
    private var messages: [MessageKey: QueuedMessage] = [:]
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

    func contains(_ key: MessageKey) -> Bool { messages[key] != nil }

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
        let submission = message.submission
        let project = submission.key.project
        guard counts[project, default: 0] < projectCapacity else { return false }
        let admission = dispatcher.enqueue(
            DispatchEntry(
                key: submission.key,
                destination: submission.destination,
                country: message.country,
                sender: submission.sender,
                project: project.number,
                attempts: submission.attempt - 1,
                dueAt: message.dueAt,
                expiresAt: submission.expiresAt,
                forcedCarrier: message.isTest ? .simulator : nil
            ),
            at: now
        )
        switch admission {
        case .accepted:
            messages[submission.key] = message
            counts[project, default: 0] += 1
            return true
        case .duplicate: return true
        case .full, .unknownCarrier: return false
        }
    }

    private mutating func remove(_ key: MessageKey) {
        guard messages.removeValue(forKey: key) != nil else { return }
        let count = counts[key.project, default: 1] - 1
        counts[key.project] = count == 0 ? nil : count
    }

    // MARK: Out

    /// What is to be handed over, and what has ended without a carrier.
    mutating func next(at now: Timestamp, limit: Int) -> Turn {
        let turn = dispatcher.next(at: now, limit: limit)
        var finished: [PipelineChange] = []
        for key in turn.expired {
            remove(key)
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
            remove(key)
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

    /// What a carrier is given for a hand-off.
    func submission(_ key: MessageKey, attempt: Int) -> Submission? {
        guard var submission = messages[key]?.submission else { return nil }
        submission.attempt = attempt
        return submission
    }

    /// Takes a carrier's answer, and says what becomes of the message.
    mutating func answered(
        _ result: SubmitResult,
        at now: Timestamp
    ) -> DispatchDecision<CarrierID> {
        let answer: HandOffAnswer =
            switch result.outcome {
            case .accepted: .accepted
            case .throttled: .throttled
            case .temporaryFailure: .temporaryFailure
            case .rejected: .rejected
            case .inDoubt: .inDoubt
            case .notSubmitted: .notSubmitted
            }
        let decision = dispatcher.answered(
            result.key,
            attempt: result.attempt,
            with: answer,
            at: now
        )
        if !dispatcher.contains(result.key) { remove(result.key) }
        return decision
    }

    /// The hand-off could not be recorded: the message waits on.
    mutating func postpone(_ key: MessageKey, attempt: Int, at now: Timestamp) {
        _ = dispatcher.answered(key, attempt: attempt, with: .notSubmitted, at: now)
    }

    /// The message left the outbox in another way, as by being cancelled: nobody waits any more.
    mutating func withdraw(_ key: MessageKey, attempt: Int, at now: Timestamp) {
        postpone(key, attempt: attempt, at: now)
        _ = dispatcher.forget(key)
        remove(key)
    }

    /// The message was cancelled; one that is being handed over is withdrawn when that fails.
    mutating func cancelled(_ key: MessageKey) {
        if dispatcher.forget(key) == .forgotten { remove(key) }
    }

    // MARK: Carriers

    mutating func setLink(of carrier: CarrierID, isUp: Bool) {
        // Refused only beyond 64 carriers, which the command line does not let anyone add.
        try? dispatcher.setLink(of: carrier, isUp: isUp)
    }

    mutating func forget(_ carrier: CarrierID) { dispatcher.forget(carrier: carrier) }

    mutating func setRouting(_ routes: [Route], _ settings: [CarrierSettings], at now: Timestamp) {
        for carrier in settings {
            let limits = CarrierLimits(
                windowSize: carrier.windowSize,
                ratePerSecond: carrier.ratePerSecond,
                isPaused: carrier.isPaused
            )
            try? dispatcher.setLimits(limits, for: carrier.id, at: now)
        }
        // Without any route everything goes to the simulator, so that a new server works at once.
        let routes = routes.isEmpty ? [WaitingMessages.standardRoute] : routes
        let rules = routes.filter(\.isEnabled).map { route in
            RoutingRule(
                carrier: route.carrier,
                country: route.country,
                prefix: route.prefix,
                sender: route.sender,
                project: route.project?.number,
                priority: route.priority,
                weight: route.weight
            )
        }
        try? dispatcher.setRules(rules)
    }

    /// Counts receipts, for the figures.
    mutating func count(receipts count: Int, from carrier: CarrierID) {
        receipts[carrier, default: 0] += count
    }

    func figures() -> [CarrierFigures] {
        dispatcher.statistics().map { carrier in
            CarrierFigures(
                carrier: carrier.carrier,
                isUp: carrier.isUp,
                inFlight: carrier.inFlight,
                queued: carrier.queued,
                handedOff: carrier.handedOff,
                receipts: receipts[carrier.carrier] ?? 0,
                throttled: carrier.throttled,
                failed: carrier.failed
            )
        }
    }
}
