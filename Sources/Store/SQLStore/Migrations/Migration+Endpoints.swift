import Database

extension Migration {
    /// Why notifications wait, and what the server tells commands.
    ///
    /// A notification has the last error, an endpoint its fault and its last failed attempts. The
    /// server tells which targets it calls.
    static let endpoints = Migration(
        name: "0019-endpoints",
        statements: [
            "CREATE TABLE server_state (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
            "ALTER TABLE notification ADD COLUMN last_error TEXT",
            "ALTER TABLE notification ADD COLUMN last_attempt_at BIGINT",
            """
            CREATE TABLE endpoint_fault (
                project_id BIGINT NOT NULL,
                token_id {blob} NOT NULL,
                channel SMALLINT NOT NULL,
                since BIGINT NOT NULL,
                failures BIGINT NOT NULL,
                last_error TEXT NOT NULL,
                last_at BIGINT NOT NULL,
                paused_until BIGINT,
                PRIMARY KEY (project_id, token_id, channel)
            ) {without_rowid}
            """,
            """
            CREATE TABLE failed_attempt (
                project_id BIGINT NOT NULL,
                token_id {blob} NOT NULL,
                channel SMALLINT NOT NULL,
                at BIGINT NOT NULL,
                notification_id {blob} NOT NULL,
                subject {blob} NOT NULL,
                reason TEXT NOT NULL,
                PRIMARY KEY (project_id, token_id, channel, at, notification_id)
            ) {without_rowid}
            """,
        ]
    )
}
