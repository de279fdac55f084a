import Database

extension Migration {
    /// The queue of notifications, and those that could not be delivered.
    static let webhooks = Migration(
        name: "0003-webhooks",
        statements: [
            """
            CREATE TABLE notification (
                project_id BIGINT NOT NULL,
                token_id {blob} NOT NULL,
                channel SMALLINT NOT NULL,
                id {blob} NOT NULL,
                message_id {blob} NOT NULL,
                client_id TEXT,
                status TEXT NOT NULL,
                code INTEGER NOT NULL,
                event_at BIGINT NOT NULL,
                inbound_text TEXT,
                inbound_from TEXT,
                inbound_to TEXT,
                attempts INTEGER NOT NULL,
                due_at BIGINT NOT NULL,
                queued_at BIGINT NOT NULL,
                PRIMARY KEY (project_id, token_id, channel, id)
            ) {without_rowid}
            """,
            """
            CREATE TABLE dead_letter (
                project_id BIGINT NOT NULL,
                token_id {blob} NOT NULL,
                channel SMALLINT NOT NULL,
                id {blob} NOT NULL,
                message_id {blob} NOT NULL,
                client_id TEXT,
                status TEXT NOT NULL,
                code INTEGER NOT NULL,
                event_at BIGINT NOT NULL,
                inbound_text TEXT,
                inbound_from TEXT,
                inbound_to TEXT,
                attempts INTEGER NOT NULL,
                due_at BIGINT NOT NULL,
                queued_at BIGINT NOT NULL,
                last_error TEXT NOT NULL,
                died_at BIGINT NOT NULL,
                PRIMARY KEY (project_id, token_id, id)
            ) {without_rowid}
            """,
        ]
    )
}
