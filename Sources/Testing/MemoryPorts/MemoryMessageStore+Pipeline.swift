public import AccountsModel
public import Essentials
public import MessagingModel

extension MemoryMessageStore: PipelineStore {
    /// Applies changes at once; the completion runs before the call returns.
    public func apply(
        _ changes: [PipelineChange],
        completion: @escaping @Sendable (Result<[ChangeEffect], ServiceError>) -> Void
    ) {
        let result: Result<[ChangeEffect], ServiceError>
        do throws(ServiceError) {
            result = .success(try access { state in state.apply(changes) })
        } catch {
            result = .failure(error)
        }
        completion(result)
    }

    /// Marks the unanswered hand-offs of the projects as in doubt.
    public func markHandOffsInDoubt(
        of projects: ProjectSet,
        at moment: Timestamp
    ) async throws(ServiceError) -> Int {
        try access { state in state.markHandOffsInDoubt(of: projects, at: moment) }
    }

    /// Projects that have anything in the outbox.
    public func projectsWithOutbox() async throws(ServiceError) -> [ProjectID] {
        try access { state in state.projectsWithOutbox }
    }

    /// The oldest messages in the outbox of a project.
    public func outbox(
        of project: ProjectID,
        limit: Int
    ) async throws(ServiceError) -> [QueuedMessage] {
        try access { state in state.outbox(of: project, limit: limit) }
    }

    /// Scheduled messages that are due.
    public func due(at moment: Timestamp, limit: Int) async throws(ServiceError) -> [MessageKey] {
        try access { state in state.due(at: moment, limit: limit) }
    }

    /// Messages whose receipt did not come within their validity.
    public func overdue(
        at moment: Timestamp,
        limit: Int
    ) async throws(ServiceError) -> [MessageKey] {
        try access { state in state.overdue(at: moment, limit: limit) }
    }

    /// Hand-offs that have been in doubt since before the given time.
    public func inDoubt(
        since moment: Timestamp,
        limit: Int
    ) async throws(ServiceError) -> [InDoubtHandOff] {
        try access { state in state.inDoubt(since: moment, limit: limit) }
    }

    /// Removes answers to old idempotency keys.
    public func tidy(at moment: Timestamp) async throws(ServiceError) -> [Notification] {
        try access { state in
            state.answers = state.answers.filter {
                $0.value.at + IdempotentAnswer.lifetime > moment
            }
            return []
        }
    }

    /// Receipts that found no message, newest first.
    public func unmatchedReceipts(limit: Int) async throws(ServiceError) -> [UnmatchedReceipt] {
        try access { state in Array(state.unmatchedReceipts.reversed().prefix(limit)) }
    }

    /// The number of messages in each place.
    public func depths() async throws(ServiceError) -> PipelineDepths {
        try access { state in
            var depths = PipelineDepths(
                scheduled: 0,
                outbox: 0,
                handOffs: 0,
                inDoubt: 0,
                awaitingReceipt: 0,
                notifications: state.notifications.count
            )
            for place in state.places.values {
                switch place {
                case .scheduled: depths.scheduled += 1
                case .outbox: depths.outbox += 1
                case .handOff(let handOff) where handOff.inDoubtSince == nil: depths.handOffs += 1
                case .handOff: depths.inDoubt += 1
                case .awaitingReceipt: depths.awaitingReceipt += 1
                }
            }
            return depths
        }
    }
}
