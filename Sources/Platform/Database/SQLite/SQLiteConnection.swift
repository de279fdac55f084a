import CSQLite
import Essentials
import Glibc

/// A connection to a SQLite file: write-ahead log, every commit synced.
final class SQLiteConnection: SQLConnection {
    /// How long a checkpoint may make the writer wait for readers, in milliseconds.
    private static let checkpointPatience: Int32 = 100

    /// The library's settings, applied once before the first connection.
    private static let configured = CSQLite_configure()

    let dialect = SQLDialect.sqlite
    var failure: DatabaseError?

    private let handle: OpaquePointer
    private let access: Access
    private var cache: StatementCache<SQLiteStatement>
    private var dataVersion: Int64 = 0
    private var isAbandoned = false
    private let path: String
    private var claims: [StoreRole: Int32] = [:]
    private let logPages: UnsafeMutablePointer<Int32>
    private let checkpointPages: Int32
    private var nextCheckpoint: Int32
    private let busyMilliseconds: Int32
    private let latch: DamageLatch

    init(
        path: String,
        _ access: Access,
        _ configuration: DatabaseConfiguration,
        _ latch: DamageLatch
    ) throws(DatabaseError) {
        guard SQLiteConnection.configured == SQLITE_OK else {
            throw .unavailable("SQLite refuses its settings (code \(SQLiteConnection.configured))")
        }
        if let refusal = StoreFile.refusal(of: path) { throw .unavailable(refusal) }
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard let handle, code == SQLITE_OK else {
            let reason = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(handle)
            throw .unavailable("\(path): \(reason)")
        }
        self.handle = handle
        self.path = path
        self.access = access
        self.latch = latch
        cache = StatementCache(capacity: configuration.statementCapacity)
        logPages = .allocate(capacity: 1)
        logPages.initialize(to: 0)
        checkpointPages = Int32(clamping: max(configuration.checkpointBytes / 4096, 16))
        nextCheckpoint = checkpointPages
        busyMilliseconds = Int32(clamping: configuration.busyTimeout.wholeMicroseconds / 1000)
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, busyMilliseconds)
        try configure(configuration)
    }

    deinit {
        for file in claims.values {
            // A child process that another thread is about to start would inherit the file and
            // keep the lock.
            _ = flock(file, LOCK_UN)
            close(file)
        }
        cache.removeAll()
        sqlite3_close_v2(handle)
        logPages.deallocate()
    }

    private func configure(_ configuration: DatabaseConfiguration) throws(DatabaseError) {
        let cacheBytes =
            access == .write ? configuration.writerCacheBytes : configuration.readerCacheBytes
        try enterWriteAheadLog()
        try run("PRAGMA synchronous = FULL")
        try run("PRAGMA foreign_keys = ON")
        try run("PRAGMA cache_size = -\(cacheBytes / 1024)")
        try run("PRAGMA temp_store = MEMORY")
        // Deleted rows are overwritten: erased persons must not be found in the file.
        try run("PRAGMA secure_delete = ON")
        try run("PRAGMA journal_size_limit = \(4 * configuration.checkpointBytes)")
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

    /// Sets the journal mode; SQLite itself does not wait here while another process opens the
    /// file.
    private func enterWriteAheadLog() throws(DatabaseError) {
        for _ in 0..<max(busyMilliseconds / 10, 1) {
            if (try? run("PRAGMA journal_mode = WAL")) != nil { return }
            WorkerThread.rest(.milliseconds(10))
        }
        try run("PRAGMA journal_mode = WAL")
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

    /// Nothing: a writing transaction already excludes all others.
    func lockMigrations() throws(DatabaseError) {}

    /// A lock on a file beside the store; the system releases it when the process ends.
    func claim(_ role: StoreRole, after number: Int64?) throws(DatabaseError) -> Int64? {
        guard claims[role] == nil else { return 0 }
        let file = open("\(path)-\(role)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw .unavailable("\(path)-\(role): \(String(cString: strerror(errno)))")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        claims[role] = file
        return 0
    }

    var mark: SessionMark? { nil }

    func end(_ session: SessionMark) {}

    var unansweredCommit: Int64? { nil }

    func isDurable(_ transaction: Int64) -> Bool? { nil }

    func isClaimed(_ role: StoreRole) throws(DatabaseError) -> Bool {
        guard claims[role] == nil else { return false }
        let file = open("\(path)-\(role)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return false }
            throw .unavailable("\(path)-\(role): \(String(cString: strerror(errno)))")
        }
        // Closing the file gives the lock back at once.
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0
    }

    /// Nothing: other processes notice every commit.
    func announce() throws(DatabaseError) {}

    func sawForeignCommit() -> Bool {
        guard let version = try? readDataVersion(), version != dataVersion else { return false }
        dataVersion = version
        return true
    }

    private func readDataVersion() throws(DatabaseError) -> Int64 {
        try statement("PRAGMA data_version").rows([]).first?.integer(0) ?? 0
    }

    /// Copies the log into the file, so that the log does not grow without end.
    ///
    /// | log, with 16 MB in the configuration | what happens |
    /// | --- | --- |
    /// | from 16 MB | it is copied up to the oldest reader, and restarts if nobody reads it |
    /// | held back by a reader | tried again when it has grown by 4 MB and by an eighth |
    /// | from 256 MB | waits up to 0.1 s for readers, so that it can restart |
    ///
    /// It runs on the writer's thread, after the results of the commit are handed out.
    func maintain() {
        let size = logPages.pointee
        guard size >= nextCheckpoint else { return }
        let mustRestart = size / 16 >= checkpointPages
        let mode = mustRestart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE
        var pages: Int32 = 0
        var copied: Int32 = 0
        sqlite3_busy_timeout(handle, SQLiteConnection.checkpointPatience)
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, &pages, &copied)
        sqlite3_busy_timeout(handle, busyMilliseconds)
        let isDone = code == SQLITE_OK && pages == copied
        nextCheckpoint = isDone ? checkpointPages : size + max(checkpointPages / 4, size / 8)
        // The next commit reports the new size.
        logPages.pointee = 0
    }
}

// MARK: Purging

extension SQLiteConnection {
    /// Copies the whole log into the file and empties it.
    ///
    /// Writers wait while it waits for readers, so it soon gives way.
    func purge() throws(DatabaseError) -> Bool {
        sqlite3_busy_timeout(handle, SQLiteConnection.checkpointPatience)
        defer { sqlite3_busy_timeout(handle, busyMilliseconds) }
        let code = sqlite3_wal_checkpoint_v2(
            handle,
            nil,
            SQLITE_CHECKPOINT_TRUNCATE,
            nil,
            nil
        )
        switch code & 0xFF {
        case SQLITE_OK: return true
        case SQLITE_BUSY, SQLITE_LOCKED: return false
        default:
            throw .unavailable("\(path): \(String(cString: sqlite3_errmsg(handle)))")
        }
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
    private func run(_ sql: String) throws(DatabaseError) {
        do {
            _ = try statement(sql).run([])
        } catch {
            latch.note(error)
            throw error
        }
    }

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
            latch.note(error)
            if failure == nil { failure = error }
            throw error
        }
    }
}
