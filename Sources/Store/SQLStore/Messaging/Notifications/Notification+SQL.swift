import Database
import Essentials
import MessagingModel

/// A notification as a row of `notification`, and as the first columns of `dead_letter`.
enum NotificationRow {
    static let columns = [
        "project_id", "token_id", "id", "message_id", "client_id", "status", "code", "event_at",
        "inbound_text", "inbound_from", "inbound_to", "attempts", "due_at", "queued_at",
        "channel",
    ]
    static let list = columns.joined(separator: ", ")

    /// Columns and table to select from; for SMPP with what a report says of its message.
    static func source(of channel: NotificationChannel) -> String {
        channel == .smpp ? withMessage : alone
    }

    private static let qualified = columns.map { "n.\($0)" }.joined(separator: ", ")
    private static let alone = "\(qualified) FROM notification n"
    private static let withMessage =
        "\(qualified), \(SubmittedMessage.columns(of: "m.")) FROM notification n"
        + " LEFT JOIN message m ON m.project_id = n.project_id AND m.id = n.message_id"

    static func values(_ notification: Notification) -> [SQLValue] {
        [
            SQLValue(notification.message.project), SQLValue(notification.token),
            SQLValue(notification.id), SQLValue(notification.message.id),
            SQLValue(notification.clientID), SQLValue(notification.status),
            SQLValue(notification.code), SQLValue(notification.eventAt),
            SQLValue(notification.inbound?.text), SQLValue(notification.inbound?.from),
            SQLValue(notification.inbound?.to), SQLValue(notification.attempts),
            SQLValue(notification.dueAt), SQLValue(notification.queuedAt),
            SQLValue(notification.channel.rawValue),
        ]
    }

    /// Reads a row of ``source(of:)``.
    static func queued(_ row: SQLRow) throws(DatabaseError) -> Notification {
        try notification(row, submitted: SubmittedMessage(row, from: columns.count))
    }

    /// Reads a row of ``list``.
    static func notification(
        _ row: SQLRow,
        submitted: SubmittedMessage? = nil
    ) throws(DatabaseError) -> Notification {
        var inbound: Notification.Inbound?
        if let text = try row.optionalText(8) {
            inbound = Notification.Inbound(
                text: text,
                from: try row.text(9),
                to: try row.text(10)
            )
        }
        guard let channel = NotificationChannel(rawValue: try row.int(14)) else {
            throw .invalid("notification: a channel that this version does not know")
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
            channel: channel,
            submitted: submitted,
            attempts: try row.int(11),
            dueAt: try row.timestamp(12),
            queuedAt: try row.timestamp(13)
        )
    }
}

extension SubmittedMessage {
    /// The columns of `message` that a report over SMPP needs; null for one that came over HTTP.
    static func columns(of table: String = "") -> String {
        let start = "substr(\(table)text, 1, \(longestTextStart))"
        let others = ["sender", "recipient", "created_at"].map { table + $0 } + [start]
        return "\(table)smpp"
            + others.map { ", CASE WHEN \(table)smpp IS NULL THEN NULL ELSE \($0) END" }.joined()
    }

    /// Reads the columns from the given one on; nil when the message came over HTTP.
    init?(_ row: SQLRow, from column: Int) throws(DatabaseError) {
        guard let bytes = try row.optionalBlob(column), let origin = SMPPOrigin(bytes: bytes)
        else { return nil }
        self.init(
            origin: origin,
            sender: try row.text(column + 1),
            recipient: try row.text(column + 2),
            at: try row.timestamp(column + 3),
            textStart: try row.text(column + 4)
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
