import Database

extension Migration {
    /// Routes, and the settings of carriers.
    static let routing = Migration(
        name: "0005-routing",
        statements: [
            """
            CREATE TABLE route (
                id {blob} PRIMARY KEY,
                carrier TEXT NOT NULL,
                country TEXT,
                prefix TEXT,
                sender TEXT,
                project_id BIGINT REFERENCES project (id),
                priority BIGINT NOT NULL,
                weight BIGINT NOT NULL,
                is_enabled SMALLINT NOT NULL
            ) {without_rowid}
            """,
            """
            CREATE TABLE carrier (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                window_size BIGINT NOT NULL,
                rate_per_second BIGINT,
                is_paused SMALLINT NOT NULL
            )
            """,
            """
            CREATE TABLE carrier_option (
                carrier_id TEXT NOT NULL REFERENCES carrier (id),
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (carrier_id, name)
            )
            """,
        ]
    )
}
