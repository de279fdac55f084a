import Database

extension Migration {
    /// The ingest log, contacts and events of data sources, and the tables around them.
    ///
    /// Contacts and events are keyed by numbers that only grow, so both tables grow at their end.
    /// Only the index of user ids, which keeps contacts unique, is written at random places.
    static let audience = Migration(
        name: "0007-audience",
        statements: dataSources + contacts + [
            """
            CREATE TABLE catalogue_entry (
                project_id BIGINT NOT NULL,
                kind TEXT NOT NULL,
                event_type TEXT NOT NULL,
                uid TEXT NOT NULL,
                data_type TEXT NOT NULL,
                most_values BIGINT NOT NULL,
                data_source_id {blob},
                created_at BIGINT NOT NULL,
                PRIMARY KEY (project_id, kind, event_type, uid)
            ) {without_rowid}
            """,
            """
            CREATE TABLE audience_rules (
                project_id BIGINT PRIMARY KEY,
                rules {blob} NOT NULL
            )
            """,
            """
            CREATE TABLE quarantine (
                project_id BIGINT NOT NULL,
                id {blob} NOT NULL,
                data_source_id {blob} NOT NULL,
                stream TEXT NOT NULL,
                json TEXT NOT NULL,
                code TEXT NOT NULL,
                field TEXT NOT NULL,
                message TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (project_id, id)
            ) {without_rowid}
            """,
            """
            CREATE INDEX quarantine_by_source ON quarantine (project_id, data_source_id, id)
            """,
            """
            CREATE TABLE stream_statistics (
                project_id BIGINT NOT NULL,
                data_source_id {blob} NOT NULL,
                calls BIGINT NOT NULL DEFAULT 0,
                calls_succeeded BIGINT NOT NULL DEFAULT 0,
                calls_failed BIGINT NOT NULL DEFAULT 0,
                items_accepted BIGINT NOT NULL DEFAULT 0,
                items_refused BIGINT NOT NULL DEFAULT 0,
                contacts_received BIGINT NOT NULL DEFAULT 0,
                contacts_created BIGINT NOT NULL DEFAULT 0,
                contacts_merged BIGINT NOT NULL DEFAULT 0,
                contacts_updated BIGINT NOT NULL DEFAULT 0,
                contacts_removed BIGINT NOT NULL DEFAULT 0,
                events_received BIGINT NOT NULL DEFAULT 0,
                events_created BIGINT NOT NULL DEFAULT 0,
                quarantine_dropped BIGINT NOT NULL DEFAULT 0,
                last_call_at BIGINT,
                last_success_at BIGINT,
                last_failure_at BIGINT,
                last_contact_received_at BIGINT,
                last_contact_created_at BIGINT,
                last_contact_applied_at BIGINT,
                last_event_received_at BIGINT,
                last_event_created_at BIGINT,
                PRIMARY KEY (project_id, data_source_id)
            ) {without_rowid}
            """,
            """
            CREATE TABLE erasure_receipt (
                project_id BIGINT NOT NULL,
                id {blob} NOT NULL,
                audience_id TEXT NOT NULL,
                contacts_count BIGINT NOT NULL,
                events_count BIGINT NOT NULL,
                quarantined_count BIGINT NOT NULL,
                actor TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (project_id, id)
            ) {without_rowid}
            """,
        ]
    )

    private static let dataSources = [
        "ALTER TABLE data_source ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE data_source ADD COLUMN details TEXT",
        "ALTER TABLE data_source ADD COLUMN tags TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE data_source ADD COLUMN audience_tags TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE data_source ADD COLUMN default_country TEXT",
        "ALTER TABLE data_source ADD COLUMN locale TEXT",
        "ALTER TABLE data_source ADD COLUMN time_zone TEXT",
        "ALTER TABLE data_source ADD COLUMN priority BIGINT NOT NULL DEFAULT 100",
        "ALTER TABLE data_source ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE data_source ADD COLUMN deleted_at BIGINT",
        """
        UPDATE data_source SET updated_at = created_at, sequence = (
            SELECT COUNT(*) FROM data_source earlier
            WHERE earlier.project_id = data_source.project_id AND earlier.id <= data_source.id)
        """,
    ]

    private static let contacts = [
        """
        CREATE TABLE ingest_log (
            project_id BIGINT NOT NULL,
            id {blob} NOT NULL,
            data_source_id {blob},
            items_count BIGINT NOT NULL,
            accepted_at BIGINT NOT NULL,
            payload {blob} NOT NULL,
            PRIMARY KEY (project_id, id)
        ) {without_rowid}
        """,
        """
        CREATE TABLE source_contact (
            project_id BIGINT NOT NULL,
            number BIGINT NOT NULL,
            data_source_id {blob} NOT NULL,
            user_id {text} NOT NULL,
            payload {blob} NOT NULL,
            created_at BIGINT NOT NULL,
            updated_at BIGINT NOT NULL,
            PRIMARY KEY (project_id, number)
        ) {without_rowid}
        """,
        """
        CREATE UNIQUE INDEX source_contact_by_user
            ON source_contact (project_id, data_source_id, user_id)
        """,
        """
        CREATE TABLE event (
            project_id BIGINT NOT NULL,
            number BIGINT NOT NULL,
            contact BIGINT NOT NULL,
            event_id {text} NOT NULL,
            type TEXT NOT NULL,
            at BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            payload {blob} NOT NULL,
            PRIMARY KEY (project_id, number)
        ) {without_rowid}
        """,
        """
        CREATE TABLE audience_alias (
            project_id BIGINT NOT NULL,
            audience_id {text} NOT NULL,
            heir_id TEXT NOT NULL,
            PRIMARY KEY (project_id, audience_id)
        ) {without_rowid}
        """,
    ]
}
