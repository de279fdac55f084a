import Database

extension Migration {
    /// Messages, the tables of those that are not final, and inbound messages.
    static let messages = Migration(
        name: "0002-messages",
        statements: [
            """
            CREATE TABLE message (
                project_id BIGINT NOT NULL,
                id {blob} NOT NULL,
                organization_id BIGINT NOT NULL,
                token_id {blob} NOT NULL,
                client_id TEXT,
                status SMALLINT NOT NULL,
                status_code INTEGER,
                sender TEXT NOT NULL,
                recipient TEXT NOT NULL,
                destination BIGINT NOT NULL,
                country TEXT NOT NULL,
                text TEXT NOT NULL,
                delivered_text TEXT,
                allows_unicode SMALLINT NOT NULL,
                is_unicode SMALLINT NOT NULL,
                encoding SMALLINT NOT NULL,
                characters_count INTEGER NOT NULL,
                parts_count INTEGER NOT NULL,
                price_per_part BIGINT NOT NULL,
                is_charged SMALLINT NOT NULL,
                charge_entry {blob},
                is_test SMALLINT NOT NULL,
                created_at BIGINT NOT NULL,
                scheduled_at BIGINT,
                sent_at BIGINT,
                delivered_at BIGINT,
                expires_at BIGINT NOT NULL,
                carrier TEXT,
                carrier_code TEXT,
                smpp {blob},
                PRIMARY KEY (project_id, id)
            ) {without_rowid}
            """,
            """
            CREATE TABLE scheduled_message (
                project_id BIGINT NOT NULL,
                due_at BIGINT NOT NULL,
                message_id {blob} NOT NULL,
                PRIMARY KEY (project_id, due_at, message_id)
            ) {without_rowid}
            """,
            """
            CREATE TABLE outbox (
                project_id BIGINT NOT NULL,
                message_id {blob} NOT NULL,
                attempts INTEGER NOT NULL,
                due_at BIGINT NOT NULL,
                PRIMARY KEY (project_id, message_id)
            ) {without_rowid}
            """,
            """
            CREATE TABLE hand_off (
                project_id BIGINT NOT NULL,
                message_id {blob} NOT NULL,
                carrier TEXT NOT NULL,
                attempt INTEGER NOT NULL,
                handed_at BIGINT NOT NULL,
                in_doubt_since BIGINT,
                PRIMARY KEY (project_id, message_id)
            ) {without_rowid}
            """,
            """
            CREATE INDEX hand_off_in_doubt ON hand_off (carrier)
            WHERE in_doubt_since IS NOT NULL
            """,
            """
            CREATE TABLE awaiting_receipt (
                carrier TEXT NOT NULL,
                reference TEXT NOT NULL,
                project_id BIGINT NOT NULL,
                message_id {blob} NOT NULL,
                parts_count SMALLINT NOT NULL,
                expires_at BIGINT NOT NULL,
                PRIMARY KEY (carrier, reference)
            ) {without_rowid}
            """,
            "CREATE INDEX awaiting_receipt_expiry ON awaiting_receipt (expires_at)",
            """
            CREATE TABLE early_receipt (
                carrier TEXT NOT NULL,
                reference TEXT NOT NULL,
                project_id BIGINT,
                message_id {blob},
                status SMALLINT NOT NULL,
                code INTEGER NOT NULL,
                carrier_code TEXT,
                at BIGINT NOT NULL,
                short_reference INTEGER,
                destination BIGINT,
                is_whole SMALLINT NOT NULL,
                stored_at BIGINT NOT NULL,
                PRIMARY KEY (carrier, reference, status)
            ) {without_rowid}
            """,
            """
            CREATE TABLE inbound_message (
                project_id BIGINT NOT NULL,
                carrier TEXT NOT NULL,
                reference TEXT NOT NULL,
                id {blob} NOT NULL,
                origin BIGINT NOT NULL,
                recipient TEXT NOT NULL,
                text TEXT NOT NULL,
                status TEXT NOT NULL,
                answering {blob},
                at BIGINT NOT NULL,
                PRIMARY KEY (project_id, carrier, reference)
            ) {without_rowid}
            """,
            """
            CREATE TABLE idempotent_answer (
                token_id {blob} NOT NULL,
                idempotency_key TEXT NOT NULL,
                fingerprint {blob} NOT NULL,
                status SMALLINT NOT NULL,
                body {blob} NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (token_id, idempotency_key)
            ) {without_rowid}
            """,
            "CREATE INDEX idempotent_answer_age ON idempotent_answer (at)",
            // Messages that clients split themselves, to find the parts of one text.
            """
            CREATE TABLE message_segment (
                project_id BIGINT NOT NULL,
                token_id {blob} NOT NULL,
                destination BIGINT NOT NULL,
                sender TEXT NOT NULL,
                reference INTEGER NOT NULL,
                message_id {blob} NOT NULL,
                PRIMARY KEY (project_id, token_id, destination, sender, reference, message_id)
            ) {without_rowid}
            """,
            // Refunded charges of texts that were replaced before they were sent.
            """
            CREATE TABLE replaced_charge (
                organization_id BIGINT NOT NULL,
                charge_entry {blob} NOT NULL,
                message_id {blob} NOT NULL,
                price BIGINT NOT NULL,
                PRIMARY KEY (organization_id, charge_entry, message_id)
            ) {without_rowid}
            """,
        ]
    )
}
