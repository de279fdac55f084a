/// A connection to a PostgreSQL server.
final class PostgresConnection: SQLConnection {
    let dialect = SQLDialect.postgres
    var failure: DatabaseError?
    var isInTransaction: Bool { false }
    var isUsable: Bool { false }
    var failureIsTransient: Bool { false }

    init(
        url: String,
        _ access: Access,
        _ configuration: DatabaseConfiguration
    ) throws(DatabaseError) {
        throw .unavailable("PostgreSQL: the driver is not there yet")
    }
    func isStale() -> Bool { false }
    func abandon() {}
    func begin(_ access: Access) throws(DatabaseError) {}
    func commit() throws(DatabaseError) {}
    func rollback() {}
    func setSavepoint() throws(DatabaseError) {}
    func releaseSavepoint() throws(DatabaseError) {}
    func rollbackToSavepoint() throws(DatabaseError) {}
    func lockMigrations() throws(DatabaseError) {}
    func announce() throws(DatabaseError) {}
    func sawForeignCommit() -> Bool { false }
    func maintain() {}
    func query(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> [SQLRow] { [] }
    func forEachRow(_ sql: String, _ parameters: [SQLValue], _ body: (SQLRow) throws -> Void) throws
    {}
    func execute(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> Int { 0 }
    func executeMany(_ sql: String, _ rows: [[SQLValue]]) throws(DatabaseError) -> [Int] { [] }
    func insertMany(
        into table: String,
        columns: [String],
        rows: [[SQLValue]],
        onConflict: ConflictRule
    ) throws(DatabaseError) {}
}
