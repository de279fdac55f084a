import Database

extension Migration {
    /// The profile of a project.
    static let projects = Migration(
        name: "0009-projects",
        statements: [
            "ALTER TABLE project ADD COLUMN details TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE project ADD COLUMN locale TEXT NOT NULL DEFAULT 'en'",
            "ALTER TABLE project ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC'",
            "ALTER TABLE project ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0",
        ]
    )
}
