import Database

extension Migration {
    /// The size of each refused item, so that the quarantine is bounded by bytes too.
    static let quarantineBytes = Migration(
        name: "0016-quarantine-bytes",
        statements: [
            "ALTER TABLE quarantine ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0",
            "UPDATE quarantine SET bytes = LENGTH(json)",
            "DROP INDEX quarantine_by_source",
            """
            CREATE INDEX quarantine_by_source
            ON quarantine (project_id, data_source_id, id, bytes)
            """,
        ]
    )
}
