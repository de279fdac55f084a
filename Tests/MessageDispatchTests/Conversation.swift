import AccountsModel
import Essentials
import MessageDispatch
import MessagingModel

/// A pipeline with a clock that stands still, and short ways to talk to it.
struct Conversation {
    private(set) var pipeline: Pipeline
    private(set) var now = start
    private(set) var wakeAt: Timestamp?
    /// The numbers of the latest hand-offs, which answers have to name.
    private var handOffs: [MessageKey: Int] = [:]

    /// A pipeline that works for the projects; carriers are up, the first has priority.
    init(
        projects: ProjectSet = .all,
        carriers: [CarrierID] = ["A"],
        windowSize: Int = 4000,
        _ configure: (inout PipelineConfiguration) -> Void = { _ in }
    ) {
        var configuration = PipelineConfiguration()
        configuration.seed = 1
        configure(&configuration)
        pipeline = Pipeline(configuration, at: start)
        let routes = carriers.enumerated().map { index, carrier in
            Route(to: carrier, priority: carriers.count - index)
        }
        let settings = carriers.map { CarrierSettings(id: $0, windowSize: windowSize) }
        say(.acquired(projects, backlog: []), .routing(StoredRoutes(routes), settings))
        for carrier in carriers { say(.attached(carrier), .carrier(carrier, .up)) }
    }

    /// Tells the pipeline what happened, and returns what it wants done.
    ///
    /// Without what it does by the clock alone: ``chores``.
    @discardableResult
    mutating func say(_ events: PipelineEvent...) -> [PipelineAction] {
        let turn = pipeline.turn(events, at: now)
        wakeAt = turn.wakeAt
        return turn.actions.filter { !$0.isChore }.map { unnumbered($0) }
    }

    /// The action without the numbers of hand-offs, which are kept for the answers.
    private mutating func unnumbered(_ action: PipelineAction) -> PipelineAction {
        guard case .submit(var submissions, let carrier) = action else { return action }
        for index in submissions.indices {
            handOffs[submissions[index].key] = submissions[index].handOff
            submissions[index].handOff = 0
        }
        return .submit(submissions, carrier)
    }

    /// Moves the clock, as far as the pipeline knows.
    mutating func setClock(by step: Duration) {
        now = now + step
        pipeline.clockMoved(by: step, at: now)
    }

    /// Lets time pass, and returns what the pipeline wants done.
    mutating func wait(_ duration: Duration) -> [PipelineAction] {
        now = now + duration
        return say()
    }

    /// Lets time pass, and returns what the pipeline does by the clock alone.
    mutating func chores(after duration: Duration) -> [PipelineAction] {
        now = now + duration
        return pipeline.turn([], at: now).actions.filter(\.isChore)
    }

    /// Hands a message off to the first carrier, up to its submission.
    mutating func handOff(_ message: QueuedMessage) {
        say(.queued([message]))
        say(.stored(handOff(message.submission.key, to: "A")))
    }

    /// The batch that hands a message off.
    func handOff(
        _ key: MessageKey,
        to carrier: CarrierID,
        attempt: Int = 1,
        mayBeStored: Bool = false
    ) -> PipelineBatch {
        let handOff = PipelineChange.HandOff(
            key,
            carrier: carrier,
            attempt: attempt,
            at: now,
            mayBeStored: mayBeStored
        )
        return PipelineBatch(.handOff, [.handOff(handOff)])
    }

    /// The batch that stores that a message was sent.
    func sent(_ key: MessageKey, by carrier: CarrierID = "A") -> PipelineBatch {
        PipelineBatch(
            .progress,
            [.sent(.init(key, carrier: carrier, references: ["r"], at: now))]
        )
    }

    /// A carrier's answer.
    func answer(
        _ key: MessageKey,
        _ outcome: SubmitResult.Outcome,
        by carrier: CarrierID = "A",
        attempt: Int = 1
    ) -> PipelineEvent {
        .submitted(
            [
                SubmitResult(
                    key: key,
                    attempt: attempt,
                    handOff: handOffs[key] ?? 0,
                    outcome: outcome,
                    at: now
                )
            ],
            carrier
        )
    }

    /// A batch that ends a message.
    func finish(
        _ key: MessageKey,
        _ status: MessageStatus,
        _ code: StatusCode,
        carrierCode: String? = nil,
        refund: Bool = true
    ) -> PipelineBatch {
        PipelineBatch(
            .progress,
            [
                .finish(
                    .init(
                        key,
                        status: status,
                        code: code,
                        carrierCode: carrierCode,
                        refund: refund,
                        at: now
                    )
                )
            ]
        )
    }

    /// A receipt that says "delivered".
    func receipt(_ key: MessageKey) -> CarrierReceipt {
        CarrierReceipt(
            reference: "r",
            key: key,
            status: .delivered,
            code: .none,
            carrierCode: nil,
            at: now
        )
    }
}

extension PipelineEvent {
    /// The store applied the batch; each of its messages now has the status.
    static func stored(_ batch: PipelineBatch, as status: MessageStatus = .enqueued) -> Self {
        .applied(batch, .success(batch.changes.map { _ in ChangeEffect(status: status) }))
    }

    /// The store applied the batch, but none of its changes was possible any more.
    static func obsolete(_ batch: PipelineBatch) -> Self {
        .applied(batch, .success(batch.changes.map { _ in ChangeEffect() }))
    }

    /// The store is away for a moment.
    static func refused(_ batch: PipelineBatch) -> Self {
        .applied(batch, .failure(.unavailable("away")))
    }
}

extension PipelineAction {
    fileprivate var isChore: Bool {
        switch self {
        case .findDue, .tidy, .report(.carriers): true
        default: false
        }
    }
}
