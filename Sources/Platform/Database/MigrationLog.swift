import Essentials

/// The table of the applied migrations.
struct MigrationLog {
    private let connection: any SQLConnection

    init(connection: any SQLConnection) { self.connection = connection }

    /// Creates the table if it does not exist.
    func prepare() throws(DatabaseError) {
        try connection.lockMigrations()
        try connection.execute(
            """
            CREATE TABLE IF NOT EXISTS migration (
                name {text} NOT NULL PRIMARY KEY,
                position BIGINT NOT NULL,
                checksum BIGINT NOT NULL,
                applied_at BIGINT NOT NULL
            )
            """
        )
        try connection.execute(WriteProbe.table)
        try connection.execute(RoleClaim.table)
    }

    /// How many steps were applied.
    func count() throws(DatabaseError) -> Int {
        Int(try connection.queryOne("SELECT COUNT(*) FROM migration")?.integer(0) ?? 0)
    }

    /// Throws if the applied steps are not those of this program.
    func check(against migrations: [Migration]) throws(DatabaseError) {
        try connection.lockMigrations()
        let rows = try connection.query(
            "SELECT name, position, checksum FROM migration ORDER BY position"
        )
        for (index, row) in rows.enumerated() {
            let name = try row.text(0)
            guard index < migrations.count, migrations.contains(where: { $0.name == name }) else {
                throw .invalid(
                    "the store has migration '\(name)', which this version does not know: "
                        + "it was written by a newer version"
                )
            }
            guard migrations[index].name == name, try row.integer(1) == Int64(index) else {
                throw .invalid("migration '\(name)' is no longer at position \(index + 1)")
            }
            guard try row.integer(2) == migrations[index].checksum else {
                throw .invalid("migration '\(name)' was edited after it was applied")
            }
        }
    }

    /// Applies a step, unless it was applied before.
    func apply(_ migration: Migration, at position: Int, now: Timestamp) throws(DatabaseError) {
        let applied = try connection.queryOne(
            "SELECT 1 FROM migration WHERE name = $1",
            [.text(migration.name)]
        )
        guard applied == nil else { return }
        for statement in migration.statements { try connection.execute(statement) }
        try connection.execute(
            "INSERT INTO migration (name, position, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            [
                .text(migration.name), .integer(Int64(position)), .integer(migration.checksum),
                SQLValue(now),
            ]
        )
    }
}
