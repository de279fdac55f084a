import Database

extension Migration {
    /// What a dry run of an import finds out about the types of columns.
    static let columnTypes = Migration(
        name: "0018-column-types",
        statements: [
            "ALTER TABLE audience_import ADD COLUMN column_types TEXT NOT NULL DEFAULT '[]'"
        ]
    )
}
