import CSQLite
import Essentials

/// A connection to a SQLite file: write-ahead log, every commit synced.
final class SQLiteConnection: SQLConnection {
    /// Pages of the log after which it is copied into the file, in the thread that writes and after
    /// its results have been handed out: 16 MB.
    private static let checkpointPages: Int32 = 4096
    /// Pages of the log at which new readers are held off until it can start anew: 256 MB.
    private static let mostLogPages: Int32 = 65_536

    let dialect = SQLDialect.sqlite
    var failure: DatabaseError?

    private let handle: OpaquePointer
    private let access: Access
    private var cache: StatementCache<SQLiteStatement>
    private var dataVersion: Int64 = 0
    private var isAbandoned = false
    private let logPages: UnsafeMutablePointer<Int32>
    private var nextCheckpoint = SQLiteConnection.checkpointPages

    init(
        path: String,
        _ access: Access,
        _ configuration: DatabaseConfiguration
    ) throws(DatabaseError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard let handle, code == SQLITE_OK else {
            let reason = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(handle)
            throw .unavailable("\(path): \(reason)")
        }
        self.handle = handle
        self.access = access
        cache = StatementCache(capacity: configuration.statementCapacity)
        logPages = .allocate(capacity: 1)
        logPages.initialize(to: 0)
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(
            handle,
            Int32(clamping: configuration.busyTimeout.wholeMicroseconds / 1000)
        )
        try configure(configuration)
    }

    deinit {
        cache.removeAll()
        sqlite3_close_v2(handle)
        logPages.deallocate()
    }

    private func configure(_ configuration: DatabaseConfiguration) throws(DatabaseError) {
        let cacheBytes =
            access == .write ? configuration.writerCacheBytes : configuration.readerCacheBytes
        try run("PRAGMA journal_mode = WAL")
        try run("PRAGMA synchronous = FULL")
        try run("PRAGMA foreign_keys = ON")
        try run("PRAGMA cache_size = -\(cacheBytes / 1024)")
        try run("PRAGMA temp_store = MEMORY")
        try run("PRAGMA journal_size_limit = 67108864")
        switch access {
        case .read:
            try run("PRAGMA query_only = ON")
        case .write:
            sqlite3_wal_hook(
                handle,
                { context, _, _, pages in
                    context?.assumingMemoryBound(to: Int32.self).pointee = pages
                    return SQLITE_OK
                },
                logPages
            )
            dataVersion = try readDataVersion()
        }
    }
}

// MARK: Transactions

extension SQLiteConnection {
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
    var isUsable: Bool { !isAbandoned }
    var failureIsTransient: Bool { false }

    func isStale() -> Bool { false }

    func abandon() { isAbandoned = true }

    func begin(_ access: Access) throws(DatabaseError) {
        failure = nil
        try run(access == .write ? "BEGIN IMMEDIATE" : "BEGIN")
    }

    func commit() throws(DatabaseError) { try run("COMMIT") }

    func rollback() {
        guard isInTransaction else { return }
        try? run("ROLLBACK")
    }

    func setSavepoint() throws(DatabaseError) { try run("SAVEPOINT part") }

    func releaseSavepoint() throws(DatabaseError) { try run("RELEASE part") }

    func rollbackToSavepoint() throws(DatabaseError) {
        try run("ROLLBACK TO part")
        try run("RELEASE part")
    }

    /// Nothing: a transaction that writes is alone already.
    func lockMigrations() throws(DatabaseError) {}

    /// Nothing: others notice every commit by themselves.
    func announce() throws(DatabaseError) {}

    func sawForeignCommit() -> Bool {
        guard let version = try? readDataVersion(), version != dataVersion else { return false }
        dataVersion = version
        return true
    }

    private func readDataVersion() throws(DatabaseError) -> Int64 {
        try statement("PRAGMA data_version").rows([]).first?.integer(0) ?? 0
    }

    /// Copies the log into the file, so that it does not grow forever.
    ///
    /// A checkpoint that readers hold back is tried again 1,024 pages later; a log of 256 MB waits
    /// for the readers, at most as long as the busy time-out.
    func maintain() {
        guard logPages.pointee >= nextCheckpoint else { return }
        let mode =
            logPages.pointee >= SQLiteConnection.mostLogPages
            ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE
        var pages: Int32 = 0
        var copied: Int32 = 0
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &pages, &copied)
        let isDone = code == SQLITE_OK && pages == copied
        nextCheckpoint =
            isDone ? SQLiteConnection.checkpointPages : logPages.pointee + 1024
        // The next commit that starts the log anew reports a small number again.
        logPages.pointee = 0
    }
}

// MARK: Statements

extension SQLiteConnection {
    func query(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> [SQLRow] {
        try noting { () throws(DatabaseError) in try statement(sql).rows(parameters) }
    }

    func forEachRow(
        _ sql: String,
        _ parameters: [SQLValue],
        _ body: (SQLRow) throws -> Void
    ) throws {
        let statement = try noting { () throws(DatabaseError) in try self.statement(sql) }
        try noting { () throws(DatabaseError) in try statement.start(parameters) }
        defer { statement.reset() }
        while try noting({ () throws(DatabaseError) in try statement.step() }) {
            try body(statement.row)
        }
    }

    func execute(_ sql: String, _ parameters: [SQLValue]) throws(DatabaseError) -> Int {
        try noting { () throws(DatabaseError) in try statement(sql).run(parameters) }
    }

    func executeMany(_ sql: String, _ rows: [[SQLValue]]) throws(DatabaseError) -> [Int] {
        try noting { () throws(DatabaseError) in
            let statement = try statement(sql)
            var affected: [Int] = []
            affected.reserveCapacity(rows.count)
            for row in rows { affected.append(try statement.run(row)) }
            return affected
        }
    }

    func queryMany(_ sql: String, _ rows: [[SQLValue]]) throws(DatabaseError) -> [[SQLRow]] {
        try noting { () throws(DatabaseError) in
            let statement = try statement(sql)
            var results: [[SQLRow]] = []
            results.reserveCapacity(rows.count)
            for row in rows { results.append(try statement.rows(row)) }
            return results
        }
    }

    func insertMany(
        into table: String,
        columns: [String],
        rows: [[SQLValue]],
        onConflict: ConflictRule
    ) throws(DatabaseError) {
        guard !rows.isEmpty else { return }
        let sql = dialect.insert(into: table, columns: columns, onConflict: onConflict)
        try noting { () throws(DatabaseError) in
            let statement = try statement(sql)
            for row in rows { _ = try statement.run(row) }
        }
    }

    /// Runs a statement of the driver.
    private func run(_ sql: String) throws(DatabaseError) { _ = try statement(sql).run([]) }

    private func statement(_ sql: String) throws(DatabaseError) -> SQLiteStatement {
        if let known = cache.statement(for: sql), !known.isRunning { return known }
        let fresh = try SQLiteStatement(dialect.expand(sql), on: handle)
        _ = cache.insert(fresh, for: sql)
        return fresh
    }

    private func noting<Result>(
        _ body: () throws(DatabaseError) -> Result
    ) throws(DatabaseError) -> Result {
        do {
            return try body()
        } catch {
            if failure == nil { failure = error }
            throw error
        }
    }
}
