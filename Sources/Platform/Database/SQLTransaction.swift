/// What a reading body may do.
///
/// SQL is written once for both stores, with the placeholders `$1`, `$2` …, each of which may be
/// used more than once. Where PostgreSQL cannot infer a type, write it out: `CAST($1 AS BIGINT)`.
/// Statements are prepared once per connection and cached by their text, so texts must be
/// constant: never interpolate a value.
public protocol SQLReader {
    /// Runs a statement and returns all of its rows.
    func query(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> [SQLRow]

    /// Runs a statement once per row of parameters; returns the rows of each run.
    ///
    /// With PostgreSQL up to 1,000 runs share a round trip; use it to look up many keys.
    func queryMany(_ sql: String, _ rows: [[SQLValue]]) throws(DatabaseError) -> [[SQLRow]]

    /// Runs a statement and passes on its rows one at a time, in bounded memory.
    ///
    /// The closure may run other statements. Its error stops the iteration and is rethrown.
    func forEachRow(
        _ sql: String,
        _ parameters: [SQLValue],
        _ body: (SQLRow) throws -> Void
    ) throws
}

/// What a writing body may do.
///
/// A statement that fails makes the whole body fail, even when the body catches the error: where a
/// conflict is expected, write `ON CONFLICT` instead.
public protocol SQLTransaction: SQLReader {
    /// Runs a statement and returns how many rows it inserted, changed or deleted.
    @discardableResult
    func execute(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> Int

    /// Runs a statement once per row of parameters; returns the affected rows of each run.
    @discardableResult
    func executeMany(_ sql: String, _ rows: [[SQLValue]]) throws(DatabaseError) -> [Int]

    /// Inserts many rows with as few round trips as the store allows.
    ///
    /// A row has one value per column, in the order of `columns`; `onConflict` says what happens
    /// to a row whose key exists. The names of the table and the columns must be constants.
    func insertMany(
        into table: String,
        columns: [String],
        rows: [[SQLValue]],
        onConflict: ConflictRule
    ) throws(DatabaseError)
}

/// What happens to a new row whose key exists.
public enum ConflictRule: Sendable, Hashable {
    /// The statement fails with a unique constraint.
    case fail
    /// The existing row stays; the new one is dropped.
    case ignore
}

extension SQLReader {
    /// Runs a statement without parameters and returns all of its rows.
    public func query(_ sql: String) throws(DatabaseError) -> [SQLRow] { try query(sql, []) }

    /// Runs a statement and returns its first row, or nil when it has none.
    public func queryOne(
        _ sql: String,
        _ parameters: [SQLValue] = []
    ) throws(DatabaseError) -> SQLRow? {
        try query(sql, parameters).first
    }
}

extension SQLTransaction {
    /// Runs a statement without parameters and returns how many rows it affected.
    @discardableResult
    public func execute(_ sql: String) throws(DatabaseError) -> Int { try execute(sql, []) }

    /// Inserts many rows; a row whose key exists makes the statement fail.
    public func insertMany(
        into table: String,
        columns: [String],
        rows: [[SQLValue]]
    ) throws(DatabaseError) {
        try insertMany(into: table, columns: columns, rows: rows, onConflict: .fail)
    }
}
