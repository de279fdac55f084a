import Database

extension Migration {
    /// Organizations, projects, data sources, tokens, ledger, prices, audit log, shared keys.
    ///
    /// On Citus, these small tables are reference tables. Ledger entries are keyed by organization
    /// and time, so that the table grows at its end and is listed by time: identifiers of different
    /// processes are ordered only by the second. Prices of organization 0 are the server's list.
    static let accounts = Migration(
        name: "0001-accounts",
        statements: [
            """
            CREATE TABLE server_secret (
                name TEXT PRIMARY KEY,
                value {blob} NOT NULL
            )
            """,
            """
            CREATE TABLE change_counter (
                topic TEXT PRIMARY KEY,
                version BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE organization (
                id {bigserial},
                uid {blob} NOT NULL UNIQUE,
                name TEXT NOT NULL,
                plan TEXT NOT NULL,
                currency TEXT NOT NULL,
                balance BIGINT NOT NULL,
                credit BIGINT NOT NULL CHECK (credit >= 0),
                requests_per_minute BIGINT,
                created_at BIGINT NOT NULL,
                CHECK (balance + credit >= 0)
            )
            """,
            """
            CREATE TABLE project (
                id {bigserial},
                uid {blob} NOT NULL UNIQUE,
                organization_id BIGINT NOT NULL REFERENCES organization (id),
                name TEXT NOT NULL,
                kind TEXT NOT NULL,
                created_at BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE data_source (
                id {blob} PRIMARY KEY,
                project_id BIGINT NOT NULL REFERENCES project (id),
                organization_id BIGINT NOT NULL REFERENCES organization (id),
                name TEXT NOT NULL,
                created_at BIGINT NOT NULL
            ) {without_rowid}
            """,
            """
            CREATE TABLE token (
                id {blob} PRIMARY KEY,
                kind TEXT NOT NULL,
                organization_id BIGINT NOT NULL REFERENCES organization (id),
                project_id BIGINT NOT NULL REFERENCES project (id),
                data_source_id {blob} REFERENCES data_source (id),
                name TEXT NOT NULL,
                scopes TEXT NOT NULL,
                permissions BIGINT NOT NULL,
                callback_url TEXT,
                callback_secret {blob},
                system_id TEXT UNIQUE,
                password_hash TEXT,
                smpp_binds INTEGER,
                smpp_window INTEGER,
                smpp_rate INTEGER,
                smpp_queue INTEGER,
                secret_hash {blob} NOT NULL UNIQUE,
                expires_at BIGINT,
                is_test SMALLINT NOT NULL,
                created_at BIGINT NOT NULL,
                revoked_at BIGINT
            ) {without_rowid}
            """,
            """
            CREATE TABLE ledger (
                organization_id BIGINT NOT NULL,
                id {blob} NOT NULL,
                kind TEXT NOT NULL,
                amount BIGINT NOT NULL,
                balance_after BIGINT NOT NULL,
                items_count BIGINT NOT NULL,
                note TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (organization_id, at, id)
            ) {without_rowid}
            """,
            """
            CREATE TABLE price (
                organization_id BIGINT NOT NULL,
                service TEXT NOT NULL,
                country TEXT NOT NULL,
                amount BIGINT NOT NULL CHECK (amount >= 0),
                PRIMARY KEY (organization_id, service, country)
            ) {without_rowid}
            """,
            """
            CREATE TABLE audit (
                id {blob} PRIMARY KEY,
                at BIGINT NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                details TEXT NOT NULL
            ) {without_rowid}
            """,
            "CREATE INDEX audit_by_time ON audit (at, id)",
        ]
    )
}
