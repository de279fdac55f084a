import Database

extension Migration {
    /// Inbound messages from what is no phone, octets that are no text, and receipts that no
    /// message has.
    static let receptions = Migration(
        name: "0020-receptions",
        statements: [
            "ALTER TABLE inbound_message ADD COLUMN origin_name TEXT",
            "ALTER TABLE inbound_message ADD COLUMN is_binary SMALLINT NOT NULL DEFAULT 0",
            "ALTER TABLE inbound_part RENAME TO inbound_part_of_phone",
            """
            CREATE TABLE inbound_part (
                carrier TEXT NOT NULL,
                origin TEXT NOT NULL,
                recipient TEXT NOT NULL,
                number INTEGER NOT NULL,
                parts_count SMALLINT NOT NULL,
                position SMALLINT NOT NULL,
                units {blob} NOT NULL,
                is_binary SMALLINT NOT NULL,
                stored_at BIGINT NOT NULL,
                PRIMARY KEY (carrier, origin, recipient, number, parts_count, position)
            ) {without_rowid}
            """,
            """
            INSERT INTO inbound_part
            SELECT carrier, '+' || CAST(origin AS TEXT), recipient, number, parts_count, position,
                units, 0, stored_at
            FROM inbound_part_of_phone
            """,
            "DROP TABLE inbound_part_of_phone",
            """
            CREATE TABLE unmatched_receipt (
                id {blob} PRIMARY KEY,
                carrier TEXT NOT NULL,
                reference TEXT NOT NULL,
                phone TEXT,
                reason TEXT NOT NULL,
                carrier_code TEXT,
                octets {blob},
                received_at BIGINT NOT NULL
            ) {without_rowid}
            """,
        ]
    )
}
