/// What a database has done since it was opened, and what waits; plain numbers for the metrics.
public struct DatabaseStatistics: Sendable, Hashable {
    /// Jobs that wait in the interactive lane.
    public var interactiveDepth = 0
    /// Jobs that wait in the bulk lane.
    public var bulkDepth = 0
    /// Bodies that wait for a reader thread.
    public var readDepth = 0
    /// Transactions that were made durable.
    public var commits: UInt64 = 0
    /// Transactions that failed as a whole; every caller in them got the error.
    public var failedCommits: UInt64 = 0
    /// Jobs in the transactions that were made durable.
    public var committedJobs: UInt64 = 0
    /// Transactions that ran again because one body in them failed.
    public var isolatedGroups: UInt64 = 0
    /// Transactions that ran again after a deadlock or a serialization failure.
    public var retriedGroups: UInt64 = 0
    /// The time that all commits took together, from COMMIT to its answer.
    public var commitTime: Duration = .zero
    /// The longest time of one commit.
    public var longestCommit: Duration = .zero
    /// Bodies that were run by readers.
    public var reads: UInt64 = 0
    /// How many times a lost connection was opened again.
    public var reconnects: UInt64 = 0
    /// How many times a commit of another process was noticed.
    public var foreignCommits: UInt64 = 0

    /// Creates the figures of a database that has done nothing.
    public init() {}
}
