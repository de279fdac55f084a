import Database
import Domain
import Essentials

/// A notification as a row of `notification`, and as the first columns of `dead_letter`.
enum NotificationRow {
    static let columns = [
        "project_id", "token_id", "id", "message_id", "client_id", "status", "code", "event_at",
        "inbound_text", "inbound_from", "inbound_to", "attempts", "due_at", "queued_at",
    ]
    static let list = columns.joined(separator: ", ")

    static func values(_ notification: Notification) -> [SQLValue] {
        [
            SQLValue(notification.message.project), SQLValue(notification.token),
            SQLValue(notification.id), SQLValue(notification.message.id),
            SQLValue(notification.clientID), SQLValue(notification.status),
            SQLValue(notification.code), SQLValue(notification.eventAt),
            SQLValue(notification.inbound?.text), SQLValue(notification.inbound?.from),
            SQLValue(notification.inbound?.to), SQLValue(notification.attempts),
            SQLValue(notification.dueAt), SQLValue(notification.queuedAt),
        ]
    }

    static func notification(_ row: SQLRow) throws(DatabaseError) -> Notification {
        var inbound: Notification.Inbound?
        if let text = try row.optionalText(8) {
            inbound = Notification.Inbound(
                text: text,
                from: try row.text(9),
                to: try row.text(10)
            )
        }
        return Notification(
            id: try row.objectID(2),
            token: try row.objectID(1),
            message: MessageKey(project: try row.projectID(0), id: try row.objectID(3)),
            clientID: try row.optionalText(4),
            status: try row.text(5),
            code: try row.int(6),
            eventAt: try row.timestamp(7),
            inbound: inbound,
            attempts: try row.int(11),
            dueAt: try row.timestamp(12),
            queuedAt: try row.timestamp(13)
        )
    }
}

extension SQLTransaction {
    /// Queues notifications, in the transaction of what caused them.
    func insert(_ notifications: [Notification]) throws(DatabaseError) {
        guard !notifications.isEmpty else { return }
        try insertMany(
            into: "notification",
            columns: NotificationRow.columns,
            rows: notifications.map(NotificationRow.values)
        )
    }
}
