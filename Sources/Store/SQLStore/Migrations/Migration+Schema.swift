import Database

extension Migration {
    /// How attributes, event types and parameters are named and used.
    static let schema = Migration(
        name: "0017-schema",
        statements: [
            "ALTER TABLE catalogue_entry ADD COLUMN label TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE catalogue_entry ADD COLUMN details TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE catalogue_entry ADD COLUMN flags BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE catalogue_entry ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0",
            "UPDATE catalogue_entry SET updated_at = created_at",
        ]
    )
}
