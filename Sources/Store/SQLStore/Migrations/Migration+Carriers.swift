import Database

extension Migration {
    /// The owners of inbound messages, and the status of carriers.
    ///
    /// On Citus, `inbound_number` and `carrier_status` are reference tables; the other two have no
    /// project and stay on the coordinator.
    static let carriers = Migration(
        name: "0006-carriers",
        statements: [
            """
            CREATE TABLE inbound_number (
                number TEXT PRIMARY KEY,
                token_id {blob} NOT NULL REFERENCES token (id)
            )
            """,
            """
            CREATE TABLE conversation (
                sender TEXT NOT NULL,
                handset BIGINT NOT NULL,
                project_id BIGINT NOT NULL,
                message_id {blob} NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (sender, handset)
            ) {without_rowid}
            """,
            """
            CREATE TABLE inbound_part (
                carrier TEXT NOT NULL,
                origin BIGINT NOT NULL,
                recipient TEXT NOT NULL,
                number INTEGER NOT NULL,
                parts_count SMALLINT NOT NULL,
                position SMALLINT NOT NULL,
                units {blob} NOT NULL,
                stored_at BIGINT NOT NULL,
                PRIMARY KEY (carrier, origin, recipient, number, parts_count, position)
            ) {without_rowid}
            """,
            """
            CREATE TABLE carrier_status (
                carrier TEXT PRIMARY KEY,
                state TEXT NOT NULL,
                in_flight BIGINT NOT NULL,
                queued BIGINT NOT NULL,
                submitted BIGINT NOT NULL,
                submitted_per_second BIGINT NOT NULL,
                receipts BIGINT NOT NULL,
                last_error TEXT,
                at BIGINT NOT NULL
            )
            """,
        ]
    )
}
