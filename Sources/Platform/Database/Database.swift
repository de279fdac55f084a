import Essentials

/// A store of rows: one thread that writes with group commit, and a few that read.
///
/// Writes that wait while a transaction commits share the next one, so one caller waits for one
/// commit and a thousand callers share one. Results are handed out once they are durable.
public final class Database: Sendable {
    let writer: Writer
    let configuration: DatabaseConfiguration
    private let location: DatabaseLocation
    private let readers: ReaderPool
    let latch = DamageLatch()

    /// Opens a store; creates the file of an SQLite store that does not exist.
    public init(
        _ location: DatabaseLocation,
        _ configuration: DatabaseConfiguration = DatabaseConfiguration()
    ) throws(DatabaseError) {
        self.configuration = configuration
        self.location = location
        let latch = latch
        writer = try Writer(configuration, latch) { () throws(DatabaseError) in
            try location.connect(.write, configuration, latch)
        }
        readers = try ReaderPool(configuration) { () throws(DatabaseError) in
            try location.connect(.read, configuration, latch)
        }
    }

    deinit {
        writer.stop()
        readers.stop()
    }

    /// What the database has done, and what waits.
    public var statistics: DatabaseStatistics {
        var statistics = writer.statistics
        (statistics.readDepth, statistics.reads) = readers.statistics
        return statistics
    }

    /// Runs a body on a snapshot of the store, on a reader thread.
    ///
    /// The body's own error is rethrown. A body occupies one of the few reader threads: if it
    /// reads much, hand over rows with `forEachRow` and do the work elsewhere.
    public func read<Output: Sendable>(
        _ body: @escaping @Sendable (any SQLReader) throws -> Output
    ) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            let call = ReadCall(body: body, continuation: continuation)
            do throws(DatabaseError) {
                try readers.enqueue(call)
            } catch {
                call.finish(error)
            }
        }
    }

    /// Runs a body in a transaction, and returns when it is durable.
    ///
    /// The transaction is shared with other callers, but each gets only its own error: when one
    /// body throws, all are rolled back and run again. So a body may run more than once, and must
    /// only read and write through its argument. An error from the body rolls it back and is
    /// rethrown. Cancelling the task does not stop it. With `announce`, other processes on the
    /// same store are notified.
    public func write<Output: Sendable>(
        _ lane: Lane = .interactive,
        announce: Bool = false,
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Output
    ) async throws -> Output {
        try await run(lane, announce: announce) { try body($0) }
    }

    /// Calls a handler soon after another process, or another connection, committed a change.
    ///
    /// With SQLite every commit of another connection is noticed, with PostgreSQL only announced
    /// ones. The handler learns that something changed, not what, usually within 0.1 s. It runs on
    /// the writer's thread and must return at once.
    public func onForeignCommit(_ handler: @escaping @Sendable () -> Void) {
        writer.onForeignCommit(handler)
    }

    /// Calls a handler soon after a lost connection was opened again.
    ///
    /// Work that was refused meanwhile may be durable: its COMMIT was sent, and its answer lost. By
    /// now that is decided, so what is in memory can be compared with the store. The handler runs
    /// on the writer's thread and must return at once.
    public func onReconnect(_ handler: @escaping @Sendable () -> Void) {
        writer.onReconnect(handler)
    }

    /// Removes what was deleted from the files of the store, where they keep earlier versions.
    ///
    /// SQLite's write-ahead log is copied into the file and emptied, which waits for readers and
    /// writers, other processes included. PostgreSQL's files belong to its administrator.
    ///
    /// - Parameter patience: how long to wait for others.
    /// - Throws: ``DatabaseError`` if the log is still in use then.
    public func purge(patience: Duration = .seconds(10)) async throws(DatabaseError) {
        guard case .sqlite = location else { return }
        let (location, configuration) = (location, configuration)
        let outcome = await withCheckedContinuation { continuation in
            do throws(WorkerThreadError) {
                try WorkerThread("purge") {
                    continuation.resume(
                        returning: Database.purge(location, configuration, patience)
                    )
                }
            } catch {
                continuation.resume(returning: .failure(.unavailable("\(error)")))
            }
        }
        try outcome.get()
    }

    private static func purge(
        _ location: DatabaseLocation,
        _ configuration: DatabaseConfiguration,
        _ patience: Duration
    ) -> Result<Void, DatabaseError> {
        do throws(DatabaseError) {
            let connection = try location.connect(.write, configuration, DamageLatch())
            let end = configuration.clock.now + patience
            while true {
                if try connection.purge() { return .success(()) }
                guard configuration.clock.now < end else {
                    throw .unavailable("the write-ahead log is in use")
                }
                WorkerThread.rest(.milliseconds(20))
            }
        } catch {
            return .failure(error)
        }
    }

    /// Refuses further work, finishes the work that waits, and closes the store.
    public func close() async {
        await withCheckedContinuation { continuation in
            readers.stop { continuation.resume() }
        }
        await withCheckedContinuation { continuation in
            writer.stop { continuation.resume() }
        }
    }

    func run<Output: Sendable>(
        _ lane: Lane,
        announce: Bool = false,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Output
    ) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            let call = WriteCall(announces: announce, body: body, continuation: continuation)
            do throws(DatabaseError) {
                try writer.enqueue(call, lane)
            } catch {
                call.finish(error)
            }
        }
    }
}

/// The priority of work at the writer.
public enum Lane: Sendable, Hashable {
    /// A caller waits for the result: runs first.
    case interactive
    /// Work that is not urgent: gets a bounded share of every transaction.
    case bulk
}

extension DatabaseLocation {
    func connect(
        _ access: Access,
        _ configuration: DatabaseConfiguration,
        _ latch: DamageLatch
    ) throws(DatabaseError) -> any SQLConnection {
        switch self {
        case .sqlite(let path):
            try SQLiteConnection(path: path, access, configuration, latch)
        case .postgres(let url): try PostgresConnection(url: url, access, configuration, latch)
        }
    }
}
