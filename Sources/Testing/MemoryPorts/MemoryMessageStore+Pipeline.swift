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
        try access { state in
            let keys = state.keys { place in
                if case .handOff(let handOff) = place {
                    handOff.inDoubtSince == nil
                } else {
                    false
                }
            }.filter { projects.contains($0.project) }
            _ = state.apply(keys.map { .doubt(.init($0, at: moment)) })
            return keys.count
        }
    }

    /// Projects that have anything in the outbox.
    public func projectsWithOutbox() async throws(ServiceError) -> [ProjectID] {
        try access { state in
            Set(state.keys { if case .outbox = $0 { true } else { false } }.map(\.project))
                .sorted()
        }
    }

    /// The oldest messages in the outbox of a project.
    public func outbox(
        of project: ProjectID,
        limit: Int
    ) async throws(ServiceError) -> [QueuedMessage] {
        try access { state in
            state.keys { if case .outbox = $0 { true } else { false } }
                .filter { $0.project == project }
                .prefix(limit)
                .compactMap { state.queued($0) }
        }
    }

    /// Scheduled messages that are due.
    public func due(at moment: Timestamp, limit: Int) async throws(ServiceError) -> [MessageKey] {
        try access { state in
            let keys = state.keys { place in
                if case .scheduled(let dueAt) = place { dueAt <= moment } else { false }
            }
            return Array(keys.prefix(limit))
        }
    }

    /// Messages whose receipt did not come within their validity.
    public func overdue(at moment: Timestamp, limit: Int) async throws(ServiceError) -> [MessageKey]
    {
        try access { state in
            let awaiting = state.keys { if case .awaitingReceipt = $0 { true } else { false } }
            let overdue = awaiting.filter { key in
                state.messages[key].map { $0.expiresAt <= moment } ?? false
            }
            return Array(overdue.prefix(limit))
        }
    }

    /// Hand-offs that have been in doubt since before the given time.
    public func inDoubt(
        since moment: Timestamp,
        limit: Int
    ) async throws(ServiceError) -> [InDoubtHandOff] {
        try access { state in
            var doubts: [InDoubtHandOff] = []
            for key in state.places.keys.sorted() {
                guard let handOff = state.handOff(of: key), let since = handOff.inDoubtSince,
                    since <= moment, doubts.count < limit
                else { continue }
                doubts.append(
                    InDoubtHandOff(
                        key: key,
                        carrier: handOff.carrier,
                        attempt: handOff.attempt,
                        since: since
                    )
                )
            }
            return doubts
        }
    }

    /// Removes answers to old idempotency keys.
    public func tidy(at moment: Timestamp) async throws(ServiceError) {
        try access { state in
            state.answers = state.answers.filter {
                $0.value.at + IdempotentAnswer.lifetime > moment
            }
        }
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
