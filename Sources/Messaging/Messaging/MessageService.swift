public import AccountsModel
public import Essentials
public import MessagingModel

/// Accepts, reads and cancels messages; ``MessagePipeline`` sends them.
public struct MessageService: Sendable {
    /// Turns drafts into messages.
    public let composer: MessageComposer
    private let store: any MessageStore
    private let routes: RoutesInForce
    private let clock: any Clock
    private let accepted: @Sendable ([QueuedMessage]) -> Void
    private let cancelled: @Sendable (MessageKey) -> Void

    /// Creates the service.
    ///
    /// - Parameters:
    ///   - store: the messages.
    ///   - composer: turns drafts into messages.
    ///   - routes: the routes in force.
    ///   - clock: the time.
    ///   - cancelled: called for each message that was cancelled.
    ///   - accepted: called with the messages in the outbox, once they are durable.
    public init(
        store: any MessageStore,
        composer: MessageComposer,
        routes: RoutesInForce,
        clock: any Clock,
        cancelled: @escaping @Sendable (MessageKey) -> Void = { _ in },
        accepted: @escaping @Sendable ([QueuedMessage]) -> Void
    ) {
        self.store = store
        self.composer = composer
        self.routes = routes
        self.clock = clock
        self.accepted = accepted
        self.cancelled = cancelled
    }

    /// Throws ``ServiceError/notReady(_:)`` if no route takes any message of the sender.
    ///
    /// Messages of test tokens go to the simulator and need no route.
    public func checkRoutes(for origin: MessageOrigin) throws(ServiceError) {
        if !origin.token.isTest { try routes.check(origin.project) }
    }

    /// Stores the messages of one call and passes them on; durable when it returns.
    public func send(
        _ messages: [Message],
        idempotency: Intake.Idempotency? = nil,
        keepsUnpaid: Bool = true
    ) async throws(ServiceError) -> IntakeResult {
        guard let organization = messages.first?.organization else { return .accepted([]) }
        let result = try await store.accept(
            Intake(
                organization: organization,
                messages: messages,
                idempotency: idempotency,
                keepsUnpaid: keepsUnpaid
            )
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

    /// The stored answer to an earlier request with this key; nil if there is none.
    public func answer(
        token: ObjectID,
        idempotencyKey: String
    ) async throws(ServiceError) -> IdempotentAnswer? {
        let answer = try await store.answer(token: token, idempotencyKey: idempotencyKey)
        guard let answer, answer.at + IdempotentAnswer.lifetime > clock.now else { return nil }
        return answer
    }

    /// One message in any of the projects.
    public func message(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> Message {
        guard let message = try await store.message(id, in: projects) else {
            throw .notFound("message \(id)")
        }
        return message
    }

    /// The message of the token with the short id; throws if there is none, or more than one.
    public func message(
        _ id: ShortMessageID,
        of token: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> Message {
        let range = id.candidates(near: clock.now)
        let found = try await store.messages(in: range, of: token, in: project)
        guard found.count == 1, let message = found.first, message.smpp?.hasShortID == true else {
            throw .notFound("message \(id.text)")
        }
        return message
    }

    /// An outbound or inbound message in any of the projects.
    public func stored(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> StoredMessage {
        guard let message = try await store.stored(id, in: projects) else {
            throw .notFound("message \(id)")
        }
        return message
    }

    /// Outbound and inbound messages of the projects, newest first.
    public func stored(
        in projects: [ProjectID],
        offset: Int,
        limit: Int
    ) async throws(ServiceError) -> [StoredMessage] {
        try await store.stored(in: projects, offset: offset, limit: limit)
    }

    /// Cancels a message that no carrier has yet, and refunds it.
    public func cancel(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> Message {
        let message = try await store.cancel(id, in: projects, at: clock.now)
        cancelled(message.key)
        return message
    }

    /// Replaces the text, time, validity or receipts of a scheduled message of the token.
    ///
    /// The composer checks the result like a new message; the difference in price is settled.
    /// Throws ``ServiceError/notFound(_:)``, ``ServiceError/conflict(_:)`` if it is too late,
    /// ``ServiceError/invalid(_:)`` and ``ServiceError/noFunds``.
    public func replace(
        _ id: ObjectID,
        with revision: MessageRevision,
        from origin: MessageOrigin
    ) async throws(ServiceError) {
        let old = try await message(id, in: [origin.project])
        guard old.token == origin.token.id, revision.sender == old.sender else {
            throw .notFound("message \(id)")
        }
        guard old.status == .scheduled else {
            throw .conflict("the message is \(old.status.name) already")
        }
        let now = clock.now
        let new: Message
        do {
            new = try composer.recompose(old, with: revision, from: origin)
        } catch {
            throw .invalid(error.errors)
        }
        try await store.replace(old, with: new, at: now)
        if new.scheduledAt == nil {
            accepted([QueuedMessage(new, attempts: 0, dueAt: now)])
        }
    }

    /// The longer messages of those messages that are parts split by their clients.
    public func concatenations(
        of messages: [Message]
    ) async throws(ServiceError) -> [MessageKey: MessageConcatenation] {
        guard messages.contains(where: { $0.smpp?.part?.place != nil }) else { return [:] }
        let siblings = try await store.siblings(of: messages)
        var found: [MessageKey: MessageConcatenation] = [:]
        for message in messages {
            guard let parts = siblings[message.key] else { continue }
            found[message.key] = MessageConcatenation(of: message, among: parts)
        }
        return found
    }
}
