import Database
import Domain
import Essentials

/// The transaction that takes a scheduled message back.
struct Cancellation {
    let tx: any SQLTransaction
    let ids: IDSource
    let moment: Timestamp
    let callbacks: CallbackDirectory

    func cancel(_ id: ObjectID, in projects: [ProjectID]) throws -> CanceledMessage {
        for project in projects {
            let key: [SQLValue] = [.integer(project.number), SQLValue(id)]
            let found = try tx.queryOne(
                "SELECT \(MessageRow.list) FROM message WHERE project_id = $1 AND id = $2",
                key
            )
            guard let found else { continue }
            var message = try MessageRow.message(found)
            guard message.status == .scheduled, let due = message.scheduledAt else {
                throw DomainError.conflict("the message is \(message.status.name) already")
            }
            let removed = try tx.execute(
                """
                DELETE FROM scheduled_message
                WHERE project_id = $1 AND message_id = $2 AND due_at = $3
                """,
                key + [SQLValue(due)]
            )
            guard removed == 1 else {
                throw DomainError.conflict("the message is being sent already")
            }
            try tx.execute(
                """
                UPDATE message SET status = $3, is_charged = 0
                WHERE project_id = $1 AND id = $2
                """,
                key + [.integer(Int64(MessageStatus.canceled.rawValue))]
            )
            if message.isCharged {
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
            message.status = .canceled
            message.isCharged = false
            return CanceledMessage(message: message, notification: try notify(message))
        }
        throw DomainError.notFound("message \(id)")
    }

    private func notify(_ message: Message) throws -> Notification? {
        guard try callbacks.hasCallback(message.token, in: tx) else { return nil }
        let notification = Notification(
            id: ids.next(),
            token: message.token,
            message: message.key,
            clientID: message.clientID,
            status: message.status.name,
            code: StatusCode.none.rawValue,
            eventAt: moment,
            dueAt: moment
        )
        try tx.insert([notification])
        return notification
    }
}
