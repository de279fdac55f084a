import Database
public import Essentials
import MessagingModel

extension SQLStore {
    /// Moves everything that waits for a length of time, because the clock was moved by that much.
    ///
    /// The times that customers chose, such as `scheduledAt`, stay; a message whose time is jumped
    /// over is valid for as long afterwards. The mark, the time after the step, is stored with it.
    public func moveDeadlines(
        by step: Duration,
        _ mark: ClockMark
    ) async throws(ServiceError) {
        let microseconds = SQLValue.integer(step.wholeMicroseconds)
        try await write { transaction in
            for statement in Self.deadlines {
                try transaction.execute(statement, [microseconds])
            }
            if step > .zero {
                try transaction.execute(Self.missed, [microseconds, SQLValue(mark.time)])
            }
            try transaction.save(mark)
        }
    }

    /// Stores what time it is, for the next process.
    public func save(_ mark: ClockMark) async throws(ServiceError) {
        try await write(.bulk) { try $0.save(mark) }
    }

    /// The mark of the last process; nil if there is none.
    public func clockMark() async throws(ServiceError) -> ClockMark? {
        try await read { reader in
            let row = try reader.queryOne("SELECT boot, since_boot, time FROM clock_mark")
            return try row.map { row in
                ClockMark(
                    boot: try row.text(0),
                    sinceBoot: try row.timestamp(1),
                    time: try row.timestamp(2)
                )
            }
        }
    }

    private static let missed = """
        UPDATE message SET expires_at = expires_at + $1 WHERE (project_id, id) IN (
            SELECT project_id, message_id FROM scheduled_message WHERE due_at <= $2
        )
        """

    private static let deadlines = [
        """
        UPDATE message SET expires_at = expires_at + $1 WHERE (project_id, id) IN (
            SELECT project_id, message_id FROM outbox
            UNION SELECT project_id, message_id FROM hand_off
            UNION SELECT project_id, message_id FROM awaiting_receipt
        )
        """,
        "UPDATE outbox SET due_at = due_at + $1",
        """
        UPDATE hand_off SET handed_at = handed_at + $1, in_doubt_since = in_doubt_since + $1
        """,
        "UPDATE awaiting_receipt SET expires_at = expires_at + $1",
        "UPDATE early_receipt SET stored_at = stored_at + $1",
        "UPDATE inbound_part SET stored_at = stored_at + $1",
        "UPDATE idempotent_answer SET at = at + $1",
        "UPDATE notification SET due_at = due_at + $1, queued_at = queued_at + $1",
        "UPDATE audience_import SET updated_at = updated_at + $1 WHERE state = 'receiving'",
    ]
}

extension SQLTransaction {
    fileprivate func save(_ mark: ClockMark) throws(DatabaseError) {
        try execute(
            """
            INSERT INTO clock_mark (id, boot, since_boot, time) VALUES (1, $1, $2, $3)
            ON CONFLICT (id) DO UPDATE SET
                boot = excluded.boot, since_boot = excluded.since_boot, time = excluded.time
            """,
            [SQLValue(mark.boot), SQLValue(mark.sinceBoot), SQLValue(mark.time)]
        )
    }
}
