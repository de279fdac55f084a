import Essentials

/// One step of the schema; steps only go forward, and an applied step is never edited.
public struct Migration: Sendable, Hashable {
    /// The name, unique and sorted: `0001-accounts`.
    public let name: String
    /// The statements, in order, with braced words for what differs between the stores (`{blob}`).
    public let statements: [String]

    /// Creates a step.
    ///
    /// Words in braces stand for what differs between the stores:
    ///
    /// | word | SQLite | PostgreSQL |
    /// | --- | --- | --- |
    /// | `{blob}` | `BLOB` | `BYTEA` |
    /// | `{text}` | `TEXT` | `TEXT COLLATE "C"`: sorts by code point, as SQLite does |
    /// | `{bigserial}` | `INTEGER PRIMARY KEY AUTOINCREMENT` | `BIGINT … IDENTITY PRIMARY KEY` |
    /// | `{without_rowid}` | `WITHOUT ROWID` | nothing |
    /// | `{json_object}` | `json_object` | `json_build_object` |
    ///
    /// Whole numbers and moments (in microseconds) are `BIGINT`, Booleans `SMALLINT`, real numbers
    /// `DOUBLE PRECISION`. Queries may also use `{for_update}` and `{skip_locked}`, which lock
    /// rows in PostgreSQL, where several processes may write, and expand to nothing in SQLite.
    public init(name: String, statements: [String]) {
        self.name = name
        self.statements = statements
    }

    /// A fingerprint of the statements (FNV-1a, 64 bits), to detect edits.
    var checksum: Int64 {
        var hash = FNV1a()
        for statement in statements {
            hash.combine(contentsOf: statement.utf8)
            // A byte that never occurs in UTF-8, so that statements cannot run into each other.
            hash.combine(0xFF)
        }
        return Int64(bitPattern: hash.value)
    }
}

extension Database {
    /// Whether an older program wrote the store, so that ``migrate(_:)`` would change its schema.
    public func isBehind(_ migrations: [Migration]) async throws(DatabaseError) -> Bool {
        do {
            let applied = try await run(.interactive) { connection in
                let log = MigrationLog(connection: connection)
                try log.prepare()
                return try log.count()
            }
            return (1..<migrations.count).contains(applied)
        } catch let error as DatabaseError {
            throw error
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// Brings the schema up to date: applies the missing steps in order.
    ///
    /// Each step is a transaction of its own, so after an error or a crash the next start
    /// continues with the first missing step. Processes that start at the same time wait for each
    /// other.
    ///
    /// Errors: `.invalid` when an applied step was edited or removed, when a newer version wrote
    /// the store, or when names repeat; otherwise the error of the statement.
    public func migrate(_ migrations: [Migration]) async throws(DatabaseError) {
        guard Set(migrations.map(\.name)).count == migrations.count else {
            throw .invalid("two migrations have one name")
        }
        let clock = configuration.clock
        do {
            try await run(.interactive) { try MigrationLog(connection: $0).prepare() }
            for (position, migration) in migrations.enumerated() {
                try await run(.interactive) { connection in
                    let log = MigrationLog(connection: connection)
                    try log.check(against: migrations)
                    try log.apply(migration, at: position, now: clock.now)
                }
            }
        } catch let error as DatabaseError {
            throw error
        } catch {
            throw .unavailable("\(error)")
        }
    }
}
