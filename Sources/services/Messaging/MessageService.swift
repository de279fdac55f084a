public import Domain
public import Essentials

/// Accepts, reads and cancels messages; sending is the pipeline's work.
public struct MessageService: Sendable {
    /// Makes messages of drafts.
    public let composer: MessageComposer
    private let store: any MessageStore
    private let clock: any Clock
    private let accepted: @Sendable ([QueuedMessage]) -> Void

    /// Creates the service.
    ///
    /// - Parameters:
    ///   - store: keeps the messages.
    ///   - composer: makes messages of drafts.
    ///   - clock: tells the time.
    ///   - accepted: gets the messages that wait in the outbox now, as soon as they are durable.
    public init(
        store: any MessageStore,
        composer: MessageComposer,
        clock: any Clock,
        accepted: @escaping @Sendable ([QueuedMessage]) -> Void
    ) {
        self.store = store
        self.composer = composer
        self.clock = clock
        self.accepted = accepted
    }

    /// Stores messages of one call and passes them on; durable when it returns.
    public func send(
        _ messages: [Message],
        idempotency: Intake.Idempotency? = nil
    ) async throws(DomainError) -> IntakeResult {
        guard let organization = messages.first?.organization else { return .accepted([]) }
        let result = try await store.accept(
            Intake(organization: organization, messages: messages, idempotency: idempotency)
        )
        if case .accepted(let statuses) = result {
            var queued: [QueuedMessage] = []
            queued.reserveCapacity(messages.count)
            for (message, status) in zip(messages, statuses) where status == .enqueued {
                queued.append(QueuedMessage(message, attempts: 0, dueAt: message.createdAt))
            }
            if !queued.isEmpty { accepted(queued) }
        }
        return result
    }

    /// The stored answer to an earlier request with this key; nil when there is none.
    public func answer(
        token: ObjectID,
        idempotencyKey: String
    ) async throws(DomainError) -> IdempotentAnswer? {
        let answer = try await store.answer(token: token, idempotencyKey: idempotencyKey)
        guard let answer, answer.at + IdempotentAnswer.lifetime > clock.now else { return nil }
        return answer
    }

    /// One message in any of the projects.
    public func message(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(DomainError) -> Message {
        guard let message = try await store.message(id, in: projects) else {
            throw .notFound("message \(id)")
        }
        return message
    }

    /// Messages of the projects, newest first.
    public func messages(
        in projects: [ProjectID],
        offset: Int,
        limit: Int
    ) async throws(DomainError) -> [Message] {
        try await store.messages(in: projects, offset: offset, limit: limit)
    }

    /// Cancels a message that still waits for its time, and gives its price back.
    public func cancel(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(DomainError) -> Message {
        try await store.cancel(id, in: projects, at: clock.now)
    }
}
