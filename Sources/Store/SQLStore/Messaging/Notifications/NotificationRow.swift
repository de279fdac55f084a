import Database
import Essentials
import MessagingModel

/// A notification as a row of `notification`, and as the first columns of `dead_letter`.
enum NotificationRow {
    static let columns = [
        "project_id", "token_id", "channel", "id", "kind", "subject", "payload", "event_at",
        "attempts", "due_at", "queued_at",
    ]
    static let list = columns.joined(separator: ", ")

    /// The columns, some of them replaced by other expressions.
    static func list(replacing expressions: [String: String]) -> String {
        columns.map { expressions[$0] ?? $0 }.joined(separator: ", ")
    }

    /// The columns and table to select from; for SMPP including what a receipt needs of its
    /// message.
    static func source(of channel: NotificationChannel) -> String {
        channel == .smpp ? withMessage : alone
    }

    private static let qualified = columns.map { "n.\($0)" }.joined(separator: ", ")
    private static let alone = "\(qualified) FROM notification n"
    private static let withMessage =
        "\(qualified), \(SubmittedMessage.columns(of: "m.")) FROM notification n"
        + " LEFT JOIN message m ON m.project_id = n.project_id AND m.id = n.subject"

    static func values(_ notification: Notification) -> [SQLValue] {
        [
            SQLValue(notification.project), SQLValue(notification.token),
            SQLValue(notification.channel.rawValue), SQLValue(notification.id),
            SQLValue(notification.kind.rawValue), SQLValue(notification.subject),
            SQLValue(notification.payload.json), SQLValue(notification.eventAt),
            SQLValue(notification.attempts), SQLValue(notification.dueAt),
            SQLValue(notification.queuedAt),
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
        guard let channel = NotificationChannel(rawValue: try row.int(2)),
            let kind = NotificationKind(rawValue: try row.text(4))
        else { throw .invalid("notification: a channel or kind that this version does not know") }
        return Notification(
            id: try row.objectID(3),
            endpoint: NotificationEndpoint(
                project: try row.projectID(0),
                token: try row.objectID(1),
                channel: channel
            ),
            subject: try row.objectID(5),
            payload: try NotificationPayload(kind, json: try row.text(6), submitted: submitted),
            eventAt: try row.timestamp(7),
            attempts: try row.int(8),
            dueAt: try row.timestamp(9),
            queuedAt: try row.timestamp(10)
        )
    }
}

extension SubmittedMessage {
    /// The columns of `message` that a receipt over SMPP needs; null for a message over HTTP.
    static func columns(of table: String = "") -> String {
        let start = "substr(\(table)text, 1, \(longestTextStart))"
        let others = ["sender", "recipient", "created_at"].map { table + $0 } + [start]
        return "\(table)smpp"
            + others.map { ", CASE WHEN \(table)smpp IS NULL THEN NULL ELSE \($0) END" }.joined()
    }

    /// Reads the columns from the given one on; nil if the message came over HTTP.
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
    /// Queues notifications, in the transaction that caused them.
    func insert(_ notifications: [Notification]) throws(DatabaseError) {
        guard !notifications.isEmpty else { return }
        try insertMany(
            into: "notification",
            columns: NotificationRow.columns,
            rows: notifications.map(NotificationRow.values)
        )
    }
}
