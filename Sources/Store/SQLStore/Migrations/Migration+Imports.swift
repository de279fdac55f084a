import Database

extension Migration {
    /// Imports, their unread content, and the problems that were found.
    static let imports = Migration(
        name: "0008-imports",
        statements: [
            """
            CREATE TABLE audience_import (
                project_id BIGINT NOT NULL,
                id {blob} NOT NULL,
                data_source_id {blob} NOT NULL,
                stream TEXT NOT NULL,
                format TEXT NOT NULL,
                choices TEXT NOT NULL,
                is_dry_run SMALLINT NOT NULL,
                size BIGINT,
                fingerprint TEXT,
                actor TEXT NOT NULL,
                state TEXT NOT NULL,
                bytes_received BIGINT NOT NULL,
                bytes_read BIGINT NOT NULL,
                row_number BIGINT NOT NULL,
                rows_read BIGINT NOT NULL,
                rows_accepted BIGINT NOT NULL,
                rows_refused BIGINT NOT NULL,
                problems BIGINT NOT NULL,
                worked BIGINT NOT NULL,
                header TEXT,
                ignored_columns TEXT NOT NULL,
                failure TEXT,
                created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL,
                started_at BIGINT,
                ended_at BIGINT,
                PRIMARY KEY (project_id, id)
            ) {without_rowid}
            """,
            """
            CREATE INDEX audience_import_by_source
                ON audience_import (project_id, data_source_id, id)
            """,
            """
            CREATE INDEX audience_import_unfinished ON audience_import (id)
                WHERE ended_at IS NULL
            """,
            // Large rows are stored better in a rowid table than in a primary key's tree.
            """
            CREATE TABLE import_content (
                project_id BIGINT NOT NULL,
                import_id {blob} NOT NULL,
                starts_at BIGINT NOT NULL,
                ends_at BIGINT NOT NULL,
                content {blob} NOT NULL,
                PRIMARY KEY (project_id, import_id, starts_at)
            )
            """,
            """
            CREATE TABLE import_problem (
                project_id BIGINT NOT NULL,
                import_id {blob} NOT NULL,
                number BIGINT NOT NULL,
                row_number BIGINT NOT NULL,
                column_name TEXT NOT NULL,
                code TEXT NOT NULL,
                message TEXT NOT NULL,
                excerpt TEXT NOT NULL,
                PRIMARY KEY (project_id, import_id, number)
            ) {without_rowid}
            """,
        ]
    )
}
