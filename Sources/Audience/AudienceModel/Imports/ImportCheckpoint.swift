public import AccountsModel
public import Essentials

/// One step of an import, stored in the same transaction as the rows it read.
///
/// So a row is ingested exactly once, whenever the process ends. The checkpoint is valid only if
/// the import still is where the step began, and has not ended.
public struct ImportCheckpoint: Hashable, Sendable {
    /// The import.
    public let job: ObjectID
    /// Its project.
    public let project: ProjectID
    /// Where the step began.
    public let start: ImportProgress
    /// Where it ended.
    public var progress: ImportProgress
    /// The columns, once they are known.
    public var header: ImportHeader?
    /// Ignored columns.
    public var ignoredColumns: [String]
    /// Of a dry run, the types that all cells of a column can have, as bits by the column's name.
    public var columnTypes: [String: Int]
    /// The problems that were found; those beyond the limit are only counted.
    public var problems: [ImportProblem]
    /// How the import ended; nil while it continues.
    public var end: End?
    /// When the step was done.
    public let at: Timestamp

    /// Creates a step of the import that has done nothing yet.
    public init(_ job: ImportJob, at: Timestamp) {
        self.job = job.id
        project = job.project
        start = job.progress
        progress = job.progress
        header = job.header
        ignoredColumns = job.ignoredColumns
        columnTypes = job.columnTypes
        problems = []
        self.at = at
    }

    /// How an import ended.
    public enum End: Hashable, Sendable {
        /// Every row was read.
        case done
        /// It failed; the sentence says why.
        case failed(String)
    }
}
