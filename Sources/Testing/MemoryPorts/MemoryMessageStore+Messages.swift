public import AccountsModel
public import Essentials
public import MessagingModel

extension MemoryMessageStore: MessageStore {
    /// Charges and stores the messages of one call together with their places.
    public func accept(_ intake: Intake) async throws(ServiceError) -> IntakeResult {
        let now = clock.now
        return try access { state in state.accept(intake, at: now) }
    }

    /// The stored answer to an earlier request with this key; nil if there is none.
    public func answer(
        token: ObjectID,
        idempotencyKey: String
    ) async throws(ServiceError) -> IdempotentAnswer? {
        try access { state in state.answer(token: token, key: idempotencyKey) }
    }

    /// One message in any of the projects; nil if there is none.
    public func message(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> Message? {
        try access { state in
            projects.compactMap { state.messages[MessageKey(project: $0, id: id)] }.first
        }
    }

    /// The messages of a token whose ids are in the range; at most two.
    public func messages(
        in range: ClosedRange<ObjectID>,
        of token: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [Message] {
        try access { state in
            let fitting = state.messages.values.filter {
                $0.key.project == project && $0.token == token && range.contains($0.key.id)
            }
            return Array(fitting.prefix(2))
        }
    }

    /// An outbound message in any of the projects; nil if there is none.
    public func stored(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> StoredMessage? {
        try await message(id, in: projects).map { .sent($0) }
    }

    /// Outbound messages of the projects, newest first.
    public func stored(
        in projects: [ProjectID],
        offset: Int,
        limit: Int
    ) async throws(ServiceError) -> [StoredMessage] {
        try access { state in
            state.messages.values
                .filter { projects.contains($0.key.project) }
                .sorted { $0.key.id > $1.key.id }
                .dropFirst(offset)
                .prefix(limit)
                .map { .sent($0) }
        }
    }

    /// Cancels a message that no carrier has yet, and refunds it.
    public func cancel(
        _ id: ObjectID,
        in projects: [ProjectID],
        at moment: Timestamp
    ) async throws(ServiceError) -> Message {
        guard let message = try await message(id, in: projects) else {
            throw .notFound("message \(id)")
        }
        return try access { state throws(ServiceError) in
            guard state.cancel(message.key, at: moment) else {
                throw .conflict("the message is \(message.status.name) already")
            }
            return state.messages[message.key] ?? message
        }
    }

    /// Replaces a scheduled message, and settles the difference in price.
    public func replace(
        _ old: Message,
        with new: Message,
        at moment: Timestamp
    ) async throws(ServiceError) {
        try access { state throws(ServiceError) in try state.replace(old, with: new, at: moment) }
    }

    /// Parts that clients split are not put together in memory.
    public func siblings(
        of messages: [Message]
    ) async throws(ServiceError) -> [MessageKey: [Message]] { [:] }
}

extension MemoryMessages {
    package mutating func accept(_ intake: Intake, at now: Timestamp) -> IntakeResult {
        var available = balances[intake.organization, default: .zero]
        if available <= .zero, intake.messages.contains(where: { $0.price > .zero }) {
            return .noFunds
        }
        let entry = ids.next()
        var spent = Money.zero
        var itemsCount = 0
        var accepted: [Message] = []
        for var message in intake.messages {
            if message.price > available, message.price > .zero {
                message.status = .unpaid
                message.statusCode = StatusCode.noFunds.rawValue
            } else if message.price > .zero {
                available = available - message.price
                spent = spent + message.price
                itemsCount += 1
                message.isCharged = true
                message.chargeEntry = entry
            }
            accepted.append(message)
        }
        let statuses = accepted.map(\.status)
        guard remember(intake, statuses, at: now) else { return .duplicateKey }
        for message in accepted where message.status != .unpaid || intake.keepsUnpaid {
            place(message)
        }
        if spent > .zero {
            post(
                .charge,
                .zero - spent,
                of: intake.organization,
                itemsCount: itemsCount,
                id: entry,
                at: now
            )
        }
        return .accepted(statuses)
    }

    /// Stores the answer of a call under its key; false if the key exists.
    private mutating func remember(
        _ intake: Intake,
        _ statuses: [MessageStatus],
        at now: Timestamp
    ) -> Bool {
        guard let idempotency = intake.idempotency, let token = intake.messages.first?.token
        else { return true }
        let key = AnswerKey(token: token, key: idempotency.key)
        if let answer = answers[key], answer.at + IdempotentAnswer.lifetime > now { return false }
        answers[key] = IdempotentAnswer(
            fingerprint: idempotency.fingerprint,
            status: 201,
            body: idempotency.render(statuses),
            at: now
        )
        return true
    }

    private mutating func place(_ message: Message) {
        messages[message.key] = message
        touched.insert(message.key)
        switch message.status {
        case .enqueued: places[message.key] = .outbox(attempts: 0, dueAt: message.createdAt)
        case .scheduled:
            places[message.key] = .scheduled(dueAt: message.scheduledAt ?? message.createdAt)
        default: break
        }
    }

    mutating func replace(
        _ old: Message,
        with new: Message,
        at moment: Timestamp
    ) throws(ServiceError) {
        guard case .scheduled = places[old.key] else {
            throw .conflict("the message is no longer scheduled")
        }
        let difference = new.price - old.price
        if difference > .zero, difference > balances[old.organization, default: .zero] {
            throw .noFunds
        }
        if difference != .zero {
            let kind: LedgerEntry.Kind = difference > .zero ? .charge : .refund
            post(kind, .zero - difference, of: old.organization, itemsCount: 1, at: moment)
        }
        place(new)
        if new.status == .enqueued { places[new.key] = .outbox(attempts: 0, dueAt: moment) }
    }
}
