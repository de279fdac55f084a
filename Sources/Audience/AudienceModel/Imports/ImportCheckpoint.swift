public import AccountsModel
public import Essentials

/// One step of an import, stored in the same transaction as the rows it read.
///
/// So a row is taken in exactly once, whenever the process ends. It counts only if the import still
/// stands where the step began, and has not ended.
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
    /// Columns that lead nowhere.
    public var ignoredColumns: [String]
    /// What was found wrong; those beyond the bound are only counted.
    public var problems: [ImportProblem]
    /// How the import ended; nil while it goes on.
    public var end: End?
    /// When it was.
    public let at: Timestamp

    /// Creates a step of the import that does nothing yet.
    public init(_ job: ImportJob, at: Timestamp) {
        self.job = job.id
        project = job.project
        start = job.progress
        progress = job.progress
        header = job.header
        ignoredColumns = job.ignoredColumns
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
