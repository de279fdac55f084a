/// A store of rows: one thread that writes with group commit, and a few that read.
///
/// Writes that wait while a transaction commits share the next one, so one caller waits for one
/// commit and a thousand callers share one. Results are handed out once they are durable.
public final class Database: Sendable {
    let writer: Writer
    let configuration: DatabaseConfiguration
    private let readers: ReaderPool

    /// Opens a store, which is made when it is an embedded one that is not there.
    public init(
        _ location: DatabaseLocation,
        _ configuration: DatabaseConfiguration = DatabaseConfiguration()
    ) throws(DatabaseError) {
        self.configuration = configuration
        writer = try Writer(configuration) { () throws(DatabaseError) in
            try location.connect(.write, configuration)
        }
        readers = try ReaderPool(configuration) { () throws(DatabaseError) in
            try location.connect(.read, configuration)
        }
    }

    deinit {
        writer.stop()
        readers.stop()
    }

    /// What was done and what waits.
    public var statistics: DatabaseStatistics {
        var statistics = writer.statistics
        (statistics.readDepth, statistics.reads) = readers.statistics
        return statistics
    }

    /// Runs a body on a snapshot of the store, on a thread that reads.
    ///
    /// The body's own error is thrown on. Reading on one thread keeps others from it, so a body
    /// that reads much hands over rows with `forEachRow` and does its work elsewhere.
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
    /// The transaction is shared with other callers, but an error reaches only its own: when one
    /// body throws, all of them are rolled back and run again. So a body may run more than once, and
    /// must do nothing but read and write through its argument. Cancelling the task does not stop
    /// it. Its own error rolls it back and is rethrown. With `announce`, other processes on the same
    /// store are notified.
    public func write<Output: Sendable>(
        _ lane: Lane = .interactive,
        announce: Bool = false,
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Output
    ) async throws -> Output {
        try await run(lane, announce: announce) { try body($0) }
    }

    /// Calls a handler soon after another process, or another connection, committed a change.
    ///
    /// With SQLite every foreign commit is noticed, with PostgreSQL those that were announced. The
    /// handler learns that something changed, not what, within 0.1 s unless the writer is busy for
    /// longer; it runs on the writer's thread and must return at once.
    public func onForeignCommit(_ handler: @escaping @Sendable () -> Void) {
        writer.onForeignCommit(handler)
    }

    /// Refuses further work, finishes what waits, and closes the store.
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
    /// A caller waits for the answer: goes first.
    case interactive
    /// Work that may take its time: gets a bounded share of every transaction.
    case bulk
}

extension DatabaseLocation {
    func connect(
        _ access: Access,
        _ configuration: DatabaseConfiguration
    ) throws(DatabaseError) -> any SQLConnection {
        switch self {
        case .sqlite(let path): try SQLiteConnection(path: path, access, configuration)
        case .postgres(let url): try PostgresConnection(url: url, access, configuration)
        }
    }
}
