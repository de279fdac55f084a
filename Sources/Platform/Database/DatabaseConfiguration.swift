public import Essentials

/// Where the data lives.
public enum DatabaseLocation: Sendable, Hashable {
    /// A file of SQLite, created if it does not exist; its folder must exist.
    case sqlite(path: String)
    /// A database of a PostgreSQL server: `postgres://user@host/name`, or a libpq string.
    case postgres(url: String)
}

/// How a database is used; the defaults suit the server.
public struct DatabaseConfiguration: Sendable {
    /// Connections that read, each on its own thread.
    public var readers = 3
    /// The most jobs that may wait in each lane and for the readers; beyond it callers get
    /// `.busy`.
    public var queueCapacity = 65_536
    /// The most jobs of the interactive lane in one transaction.
    public var mostJobsPerCommit = 4096
    /// How long bulk jobs may run within one transaction; at least one job always runs.
    public var bulkShare: Duration = .milliseconds(10)
    /// How long to wait for a lock that another process holds.
    public var busyTimeout: Duration = .seconds(5)
    /// How long to wait for a lost connection to learn whether a commit without an answer is
    /// durable; meanwhile nothing is written.
    public var commitPatience: Duration = .seconds(5)
    /// Prepared statements kept per connection.
    public var statementCapacity = 256
    /// Page cache of the SQLite connection that writes, in bytes.
    public var writerCacheBytes = 32 << 20
    /// Page cache of each SQLite connection that reads, in bytes.
    public var readerCacheBytes = 8 << 20
    /// The size in bytes of SQLite's log at which it is copied into the file.
    ///
    /// The log stays below 16 times this size, unless a reader keeps its snapshot open for long.
    public var checkpointBytes = 16 << 20
    /// How often to look for commits of other processes while a handler is registered.
    public var pollInterval: Duration = .milliseconds(50)
    /// Dates the migrations.
    public var clock: any Clock = SystemClock()

    /// Creates the standard configuration.
    public init() {}
}
