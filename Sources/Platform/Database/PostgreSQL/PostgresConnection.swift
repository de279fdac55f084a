import Essentials

/// A connection to a PostgreSQL server.
///
/// Isolation: readers see one snapshot (`REPEATABLE READ`), writers see what is committed
/// (`READ COMMITTED`). Where several processes write, a decision that rests on a row must lock it:
/// change it in the statement that decides, or read it with `{for_update}`.
final class PostgresConnection: SQLConnection {
    /// How many rows one fetch of a cursor returns.
    private static let fetchedRows: Int32 = 500
    /// How many statements may be outstanding at once.
    private static let pipelinedRows = 1000
    /// An arbitrary number that nothing else on the server uses: "helio" in ASCII.
    private static let migrationLock: Int64 = 0x68_656C_696F

    let dialect = SQLDialect.postgres
    var failure: DatabaseError?
    private(set) var failureIsTransient = false

    private let session: PostgresSession
    private var cache: StatementCache<PostgresStatement>
    private var inserts: StatementCache<PostgresInsertPlan>
    private var parameters = PostgresParameters()
    private var encoder = PostgresEncoder()
    private var evicted: [String] = []
    /// Whether prepared statements may be outdated because the schema changed.
    private var mustForget = false
    private var names = 0
    /// Whether BEGIN is still to be sent: it travels with the first statement.
    private var isBeginDue = false
    private let access: Access
    private let latch: DamageLatch
    private(set) var mark: SessionMark?
    private(set) var unansweredCommit: Int64?

    init(
        url: String,
        _ access: Access,
        _ configuration: DatabaseConfiguration,
        _ latch: DamageLatch
    ) throws(DatabaseError) {
        session = try PostgresSession(url: url)
        self.access = access
        self.latch = latch
        cache = StatementCache(capacity: configuration.statementCapacity)
        inserts = StatementCache(capacity: configuration.statementCapacity)
        let milliseconds = max(configuration.busyTimeout.wholeMicroseconds / 1000, 1)
        try command("SET client_min_messages = warning")
        try command("SET lock_timeout = \(milliseconds)")
        try command("SET jit = off")
        switch access {
        case .read:
            try command("SET default_transaction_isolation = 'repeatable read'")
            try command("SET default_transaction_read_only = on")
        case .write:
            try command(
                "SELECT set_config('synchronous_commit', 'on', false) "
                    + "WHERE current_setting('synchronous_commit') = 'off'"
            )
            try command("LISTEN heliograph_changes")
            try translatingFailure { () throws(PostgresFailure) in
                try session.prepareTransactionNumber()
            }
            mark = try ownMark()
        }
    }
}

// MARK: Transactions

extension PostgresConnection {
    var isInTransaction: Bool { session.isUsable && (isBeginDue || session.isInTransaction) }
    var isUsable: Bool { session.isUsable }

    func isStale() -> Bool { session.isStale() }

    func abandon() { session.abandon() }

    func begin(_ access: Access) throws(DatabaseError) {
        failureIsTransient = false
        failure = nil
        if mustForget {
            try command("DEALLOCATE ALL")
            if access == .write {
                try translatingFailure { () throws(PostgresFailure) in
                    try session.prepareTransactionNumber()
                }
            }
            cache.removeAll()
            inserts.removeAll()
            evicted.removeAll()
            mustForget = false
        }
        for name in evicted { try command("DEALLOCATE \(name)") }
        evicted.removeAll()
        isBeginDue = true
    }

    func commit() throws(DatabaseError) {
        guard !isBeginDue else {
            isBeginDue = false
            return
        }
        let transaction = session.transactionNumber
        let result: PostgresResult
        do {
            result = try translatingFailure { () throws(PostgresFailure) in
                try session.run("COMMIT")
            }
        } catch {
            if !isUsable { unansweredCommit = transaction }
            throw error
        }
        // The server answers like this when a statement failed before.
        guard result.command != "ROLLBACK" else {
            throw failure ?? .unavailable("the server rolled the transaction back")
        }
    }

    func rollback() {
        isBeginDue = false
        guard isInTransaction else { return }
        if (try? session.run("ROLLBACK")) == nil { session.abandon() }
    }

    func setSavepoint() throws(DatabaseError) { try command("SAVEPOINT part") }

    func releaseSavepoint() throws(DatabaseError) { try command("RELEASE part") }

    func rollbackToSavepoint() throws(DatabaseError) {
        try command("ROLLBACK TO part; RELEASE part")
        failure = nil
    }

    func lockMigrations() throws(DatabaseError) {
        // Waits without limit while another process migrates: the lock timeout is for single rows.
        try command("SET LOCAL lock_timeout = 0")
        try command("SELECT pg_advisory_xact_lock(\(PostgresConnection.migrationLock))")
    }

    func announce() throws(DatabaseError) { try command("NOTIFY heliograph_changes") }

    func sawForeignCommit() -> Bool { session.hasForeignNotice() }

    func maintain() {}

    func purge() throws(DatabaseError) -> Bool { true }

    private func command(_ sql: String) throws(DatabaseError) {
        _ = try translatingFailure { () throws(PostgresFailure) in
            try beginIfDue()
            return try session.run(sql)
        }
    }

    private func beginIfDue() throws(PostgresFailure) {
        guard isBeginDue else { return }
        isBeginDue = false
        try session.begin(access)
    }
}

// MARK: Statements

extension PostgresConnection {
    func query(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> [SQLRow] {
        try run(sql, parameters).rows()
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> Int {
        try run(sql, parameters).affectedRows
    }

    func forEachRow(
        _ sql: String,
        _ parameters: [SQLValue],
        _ body: (SQLRow) throws -> Void
    ) throws {
        let expanded = dialect.expand(sql)
        guard PostgresConnection.isSelect(expanded) else {
            for row in try query(sql, parameters) { try body(row) }
            return
        }
        let types = try statement(sql).types
        try encode(parameters, as: types)
        names += 1
        let cursor = "c\(names)"
        _ = try translatingFailure { () throws(PostgresFailure) in
            try beginIfDue()
            return try session.run(
                "DECLARE \(cursor) NO SCROLL CURSOR FOR \(expanded)",
                types: types,
                self.parameters
            )
        }
        let none = PostgresParameters()
        let fetch = "FETCH \(PostgresConnection.fetchedRows) FROM \(cursor)"
        while true {
            let result = try translatingFailure { () throws(PostgresFailure) in
                try session.run(fetch, types: [], none)
            }
            for row in 0..<result.rowCount { try body(result.row(row)) }
            guard result.rowCount == PostgresConnection.fetchedRows else { break }
        }
        try command("CLOSE \(cursor)")
    }

    func executeMany(_ sql: String, _ rows: [[SQLValue]]) throws(DatabaseError) -> [Int] {
        var affected: [Int] = []
        affected.reserveCapacity(rows.count)
        try pipelined(sql, rows) { result throws(DatabaseError) in
            affected.append(result.affectedRows)
        }
        return affected
    }

    func queryMany(_ sql: String, _ rows: [[SQLValue]]) throws(DatabaseError) -> [[SQLRow]] {
        var results: [[SQLRow]] = []
        results.reserveCapacity(rows.count)
        try pipelined(sql, rows) { result throws(DatabaseError) in
            results.append(try result.rows())
        }
        return results
    }

    /// Runs a statement once per row, many in one round trip.
    private func pipelined(
        _ sql: String,
        _ rows: [[SQLValue]],
        _ take: (PostgresResult) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        guard !rows.isEmpty else { return }
        let statement = try statement(sql)
        try translatingFailure { () throws(PostgresFailure) in try beginIfDue() }
        session.enterPipeline()
        defer { session.leavePipeline() }
        var start = 0
        while start < rows.count {
            let end = min(start + PostgresConnection.pipelinedRows, rows.count)
            var sent = 0
            var refusal: DatabaseError?
            while start + sent < end, refusal == nil {
                do {
                    try encode(rows[start + sent], as: statement.types)
                } catch {
                    refusal = error
                    break
                }
                try translatingFailure { () throws(PostgresFailure) in
                    try session.send(statement, parameters)
                }
                sent += 1
            }
            let results = try translatingFailure { () throws(PostgresFailure) in
                try session.receive(sent)
            }
            for result in results { try take(result) }
            if let refusal { throw refusal }
            start = end
        }
    }

    private func run(
        _ sql: String,
        _ values: [SQLValue]
    ) throws(DatabaseError) -> PostgresResult {
        let statement = try statement(sql)
        try encode(values, as: statement.types)
        return try run(statement)
    }

    /// Runs a statement with the parameters that were encoded last.
    private func run(_ statement: PostgresStatement) throws(DatabaseError) -> PostgresResult {
        try translatingFailure { () throws(PostgresFailure) in
            guard isBeginDue else { return try session.run(statement, parameters) }
            isBeginDue = false
            return try session.begin(access, andRun: statement, parameters)
        }
    }

    private func encode(
        _ values: [SQLValue],
        as types: [PostgresType]
    ) throws(DatabaseError) {
        try recordingFailure { () throws(DatabaseError) in try parameters.encode(values, as: types)
        }
    }

    private func statement(_ sql: String) throws(DatabaseError) -> PostgresStatement {
        if let known = cache.statement(for: sql) { return known }
        names += 1
        let name = "s\(names)"
        let types = try translatingFailure { () throws(PostgresFailure) in
            try session.prepare(dialect.expand(sql), as: name)
        }
        let statement = PostgresStatement(name: name, types: types)
        if let old = cache.insert(statement, for: sql) { evicted.append(old.name) }
        return statement
    }

    private func recordingFailure(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
        do {
            try body()
        } catch {
            if failure == nil { failure = error }
            throw error
        }
    }

    private static func isSelect(_ sql: String) -> Bool {
        let word = sql.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        return word == "SELECT" || word == "WITH" || word == "VALUES"
    }

    /// Runs a closure and remembers its failure.
    private func translatingFailure<Result>(
        _ body: () throws(PostgresFailure) -> Result
    ) throws(DatabaseError) -> Result {
        do {
            return try body()
        } catch {
            if error.isTransient {
                failureIsTransient = true
                mustForget = true
            }
            latch.note(error.error)
            if failure == nil { failure = error.error }
            throw error.error
        }
    }
}

// MARK: Inserting

extension PostgresConnection {
    func insertMany(
        into table: String,
        columns: [String],
        rows: [[SQLValue]],
        onConflict: ConflictRule
    ) throws(DatabaseError) {
        guard !rows.isEmpty else { return }
        let plan = try plan(table, columns, onConflict)
        switch plan.way {
        case .copy(let copy):
            try recordingFailure { () throws(DatabaseError) in
                try encoder.encodeCopy(of: rows, as: plan.types)
            }
            try translatingFailure { () throws(PostgresFailure) in
                try beginIfDue()
                try session.copy(copy, encoder.written)
            }
        case .arrays(let insert):
            let statement = try statement(insert)
            try recordingFailure { () throws(DatabaseError) in
                try parameters.encodeColumns(of: rows, as: plan.types)
            }
            _ = try run(statement)
        case .single(let insert):
            _ = try executeMany(insert, rows)
        }
    }

    private func plan(
        _ table: String,
        _ columns: [String],
        _ onConflict: ConflictRule
    ) throws(DatabaseError) -> PostgresInsertPlan {
        let single = dialect.insert(into: table, columns: columns, onConflict: onConflict)
        if let known = inserts.statement(for: single) { return known }
        // The server reports the types of the columns when it prepares the insert.
        let types = try statement(single).types
        let names = columns.joined(separator: ", ")
        let casts = types.compactMap(\.binaryName).enumerated()
            .map { "$\($0.offset + 1)::\($0.element)[]" }
        let way: PostgresInsertPlan.Way =
            if casts.count != columns.count {
                .single(single)
            } else if onConflict == .fail {
                .copy("COPY \(table) (\(names)) FROM STDIN (FORMAT binary)")
            } else {
                .arrays(
                    "INSERT INTO \(table) (\(names)) SELECT * FROM "
                        + "unnest(\(casts.joined(separator: ", "))) ON CONFLICT DO NOTHING"
                )
            }
        let plan = PostgresInsertPlan(types: types, way: way)
        _ = inserts.insert(plan, for: single)
        return plan
    }
}
