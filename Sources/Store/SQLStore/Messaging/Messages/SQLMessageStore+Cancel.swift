public import AccountsModel
import Database
public import Essentials
public import MessagingModel

extension SQLMessageStore {
    /// Cancels a message that no carrier has yet, and refunds its price.
    public func cancel(
        _ id: ObjectID,
        in projects: [ProjectID],
        at moment: Timestamp
    ) async throws(ServiceError) -> Message {
        let ids = store.ids
        // The process that delivers notifications must be notified of the new one.
        return try await store.change(.webhooks, audit: nil) { tx in
            try Cancellation(tx: tx, ids: ids, moment: moment).cancel(id, in: projects)
        }
    }
}

/// The transaction that cancels a message and queues its notification.
private struct Cancellation {
    let tx: any SQLTransaction
    let ids: IDSource
    let moment: Timestamp

    func cancel(_ id: ObjectID, in projects: [ProjectID]) throws -> Message {
        for project in projects {
            let key = MessageKey(project: project, id: id)
            let found = try tx.queryOne(
                "SELECT \(Message.columns) FROM message WHERE project_id = $1 AND id = $2",
                key.values
            )
            guard let found else { continue }
            var message = try Message(found)
            guard try leavesItsPlace(message) else {
                throw ServiceError.conflict("the message is \(message.status.name) already")
            }
            try tx.execute(
                """
                UPDATE message SET status = $3, is_charged = 0
                WHERE project_id = $1 AND id = $2
                """,
                key.values + [.integer(Int64(MessageStatus.canceled.rawValue))]
            )
            if message.isCharged { try refund(message) }
            message.status = .canceled
            message.isCharged = false
            try queueReport(of: message)
            return message
        }
        throw ServiceError.notFound("message \(id)")
    }

    /// Removes the message from the schedule or the outbox; false if it has left them.
    ///
    /// A message in the outbox may be in the pipeline's memory too: then its hand-off finds no row
    /// and does nothing.
    private func leavesItsPlace(_ message: Message) throws -> Bool {
        let removed: Int
        switch message.status {
        case .scheduled:
            removed = try tx.execute(
                """
                DELETE FROM scheduled_message
                WHERE project_id = $1 AND message_id = $2 AND due_at = $3
                """,
                message.key.values + [SQLValue(message.scheduledAt)]
            )
        case .enqueued:
            removed = try tx.execute(
                "DELETE FROM outbox WHERE project_id = $1 AND message_id = $2",
                message.key.values
            )
        default: return false
        }
        return removed == 1
    }

    private func refund(_ message: Message) throws {
        _ = try tx.post(
            LedgerPosting(
                id: ids.next(),
                organization: message.organization,
                kind: .refund,
                amount: message.price,
                itemsCount: 1,
                note: "canceled",
                at: moment
            )
        )
    }

    private func queueReport(of message: Message) throws {
        let submitted = SubmittedMessage(message)
        if let submitted {
            guard submitted.origin.reports.wants(.canceled) else { return }
        } else {
            let channels = try TokenChannels.of(message.token, in: tx)
            guard channels.callback != nil else { return }
        }
        let report = Notification(
            id: ids.next(),
            endpoint: NotificationEndpoint(
                project: message.key.project,
                token: message.token,
                channel: submitted == nil ? .webhook : .smpp
            ),
            subject: message.key.id,
            payload: .messageStatus(
                MessageStatusPayload(
                    status: message.status.name,
                    code: StatusCode.none.rawValue,
                    clientID: message.clientID,
                    submitted: submitted
                )
            ),
            eventAt: moment,
            dueAt: moment
        )
        try tx.insert([report])
    }
}
