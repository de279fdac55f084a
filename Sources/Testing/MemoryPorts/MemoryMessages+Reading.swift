package import AccountsModel
package import Essentials
package import MessagingModel

/// What is where.
extension MemoryMessages {
    /// A message; nil when there is none.
    package func message(_ key: MessageKey) -> Message? { messages[key] }

    /// Every message, in order.
    package var all: [Message] { messages.values.sorted { $0.key < $1.key } }

    /// Whether a message is in a place, which it is until its status is final.
    package func isPlaced(_ key: MessageKey) -> Bool { places[key] != nil }

    /// Whether any message is in a place.
    package var isAnyPlaced: Bool { !places.isEmpty }

    /// Whether a carrier may have a message, as far as its answer is not known.
    package func isHandedOff(_ key: MessageKey) -> Bool { handOff(of: key) != nil }

    /// The answer to an earlier request with this key; nil when there is none.
    package func answer(token: ObjectID, key: String) -> IdempotentAnswer? {
        answers[AnswerKey(token: token, key: key)]
    }

    /// Projects that have anything in the outbox.
    package var projectsWithOutbox: [ProjectID] {
        Set(keys { if case .outbox = $0 { true } else { false } }.map(\.project)).sorted()
    }

    /// The oldest messages in the outbox of a project.
    package func outbox(of project: ProjectID, limit: Int) -> [QueuedMessage] {
        keys { if case .outbox = $0 { true } else { false } }
            .filter { $0.project == project }
            .prefix(limit)
            .compactMap { queued($0) }
    }

    /// Scheduled messages whose time has come.
    package func due(at moment: Timestamp, limit: Int) -> [MessageKey] {
        let keys = keys { place in
            if case .scheduled(let dueAt) = place { dueAt <= moment } else { false }
        }
        return Array(keys.prefix(limit))
    }

    /// Messages whose receipt did not come within their validity.
    package func overdue(at moment: Timestamp, limit: Int) -> [MessageKey] {
        let awaiting = keys { if case .awaitingReceipt = $0 { true } else { false } }
        let overdue = awaiting.filter { key in
            messages[key].map { $0.expiresAt <= moment } ?? false
        }
        return Array(overdue.prefix(limit))
    }

    /// Hand-offs that have been in doubt since before the given moment.
    package func inDoubt(since moment: Timestamp, limit: Int) -> [InDoubtHandOff] {
        var doubts: [InDoubtHandOff] = []
        for key in places.keys.sorted() {
            guard let handOff = handOff(of: key), let since = handOff.inDoubtSince,
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

    /// Hand-offs whose answer did not come yet, in order.
    package var unansweredHandOffs: [MessageKey] {
        keys { place in
            if case .handOff(let handOff) = place { handOff.inDoubtSince == nil } else { false }
        }
    }

    /// Turns hand-offs without an answer into hand-offs in doubt, and returns how many.
    package mutating func markHandOffsInDoubt(
        of projects: ProjectSet,
        at moment: Timestamp
    ) -> Int {
        let keys = unansweredHandOffs.filter { projects.contains($0.project) }
        _ = apply(keys.map { .doubt(.init($0, at: moment)) })
        return keys.count
    }

    /// Cancels a message that no carrier has yet, and refunds it; false when it is too late.
    package mutating func cancel(_ key: MessageKey, at moment: Timestamp) -> Bool {
        switch places[key] {
        case .scheduled, .outbox: break
        case .handOff, .awaitingReceipt, nil: return false
        }
        leave(key)
        reach(.canceled, of: key, change: nil, at: moment)
        if let message = messages[key], message.isCharged { refund(message, at: moment) }
        return true
    }

    // MARK: What was done lately

    /// The notifications since the last call.
    package mutating func takeNotifications() -> [Notification] {
        defer { takenNotifications = notifications.count }
        return Array(notifications[takenNotifications...])
    }

    /// The messages that have changed since the last call, in order.
    package mutating func takeTouched() -> [MessageKey] {
        defer { touched.removeAll(keepingCapacity: true) }
        return touched.sorted()
    }

    /// Queues copies of notifications.
    package mutating func renotify(_ copied: [Notification]) {
        notifications += copied.map {
            Notification(
                id: ids.next(),
                endpoint: $0.endpoint,
                subject: $0.subject,
                payload: $0.payload,
                eventAt: $0.eventAt,
                dueAt: $0.dueAt
            )
        }
    }

    // MARK: The world around it

    /// Adds to an organization's balance.
    package mutating func topUp(
        _ organization: OrganizationID,
        by amount: Money,
        at now: Timestamp
    ) {
        post(.topUp, amount, of: organization, at: now)
    }

    /// Moves everything that waits for a length of time, because the clock was moved.
    package mutating func moveDeadlines(by step: Duration, to now: Timestamp) {
        for (key, place) in places {
            switch place {
            // Its time stays, and is missed by the step if it is jumped over.
            case .scheduled(let dueAt): if step < .zero || dueAt > now { continue }
            case .outbox(let attempts, let dueAt):
                places[key] = .outbox(attempts: attempts, dueAt: dueAt + step)
            case .handOff(var handOff):
                handOff.inDoubtSince = handOff.inDoubtSince.map { $0 + step }
                places[key] = .handOff(handOff)
            case .awaitingReceipt: break
            }
            if let expiresAt = messages[key]?.expiresAt {
                messages[key]?.expiresAt = expiresAt + step
            }
        }
    }

    /// Notifies the token's callback from now on.
    package mutating func addCallback(of token: ObjectID) { callbacks.insert(token) }
}
