import Database

extension Migration {
    /// Number lookups, and which of them have no answer yet.
    static let lookups = Migration(
        name: "0004-lookups",
        statements: [
            """
            CREATE TABLE lookup (
                project_id BIGINT NOT NULL,
                id {blob} NOT NULL,
                organization_id BIGINT NOT NULL,
                token_id {blob} NOT NULL,
                recipient TEXT NOT NULL,
                destination BIGINT NOT NULL,
                country TEXT NOT NULL,
                price BIGINT NOT NULL,
                charge_entry {blob},
                status SMALLINT NOT NULL,
                status_code INTEGER,
                number_type TEXT,
                mcc TEXT,
                mnc TEXT,
                operator_name TEXT,
                is_ported SMALLINT,
                created_at BIGINT NOT NULL,
                completed_at BIGINT,
                PRIMARY KEY (project_id, id)
            ) {without_rowid}
            """,
            """
            CREATE TABLE waiting_lookup (
                project_id BIGINT NOT NULL,
                lookup_id {blob} NOT NULL,
                PRIMARY KEY (project_id, lookup_id)
            ) {without_rowid}
            """,
        ]
    )
}
