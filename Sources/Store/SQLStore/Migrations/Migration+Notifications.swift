import Database

extension Migration {
    /// Notifications of any kind: `payload` has their content as JSON in the form of the kind, and
    /// `subject` the thing that they are about.
    ///
    /// Queued notifications and dead letters are kept. Before this step there were two kinds,
    /// distinguished by the text of an inbound message.
    static let notifications = Migration(
        name: "0014-notifications",
        statements: [
            """
            CREATE TABLE new_notification (
                \(columns),
                PRIMARY KEY (project_id, token_id, channel, id)
            ) {without_rowid}
            """,
            """
            CREATE TABLE new_dead_letter (
                \(columns),
                last_error TEXT NOT NULL,
                died_at BIGINT NOT NULL,
                PRIMARY KEY (project_id, token_id, id)
            ) {without_rowid}
            """,
            "INSERT INTO new_notification SELECT \(carriedOver) FROM notification",
            """
            INSERT INTO new_dead_letter
            SELECT \(carriedOver), last_error, died_at FROM dead_letter
            """,
            "DROP TABLE notification",
            "DROP TABLE dead_letter",
            "ALTER TABLE new_notification RENAME TO notification",
            "ALTER TABLE new_dead_letter RENAME TO dead_letter",
        ]
    )

    /// The columns of both tables.
    private static let columns = """
        project_id BIGINT NOT NULL,
            token_id {blob} NOT NULL,
            channel SMALLINT NOT NULL,
            id {blob} NOT NULL,
            kind TEXT NOT NULL,
            subject {blob} NOT NULL,
            payload TEXT NOT NULL,
            event_at BIGINT NOT NULL,
            attempts INTEGER NOT NULL,
            due_at BIGINT NOT NULL,
            queued_at BIGINT NOT NULL
        """

    /// The same columns, read from the previous tables.
    private static let carriedOver = """
        project_id, token_id, channel, id,
            CASE WHEN inbound_text IS NULL THEN 'message.status' ELSE 'message.inbound' END,
            message_id,
            CASE WHEN inbound_text IS NULL
            THEN CAST({json_object}('status', status, 'code', code, 'clientId', client_id) AS TEXT)
            ELSE CAST({json_object}(
                'status', status, 'clientId', client_id, 'text', inbound_text,
                'from', inbound_from, 'to', inbound_to
            ) AS TEXT) END,
            event_at, attempts, due_at, queued_at
        """
}
