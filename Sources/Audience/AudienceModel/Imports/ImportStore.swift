public import AccountsModel
public import Essentials

/// Stores imports, their content and their problems.
///
/// The items of an import are stored by ``AudienceStore/take(_:)``, with its checkpoint.
public protocol ImportStore: Sendable {
    /// Stores a new import, and removes the oldest finished ones of the data source if necessary.
    ///
    /// Throws ``ServiceError/conflict(_:)`` if the project has too many unfinished imports.
    func create(_ job: ImportJob, audit: AuditEntry) async throws(ServiceError)
    /// One import of a data source; nil if there is none.
    func importJob(
        _ id: ObjectID,
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> ImportJob?
    /// The imports of a data source, newest first.
    func importJobs(
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [ImportJob]
    /// The unfinished imports of all projects, oldest first.
    func unfinishedImports() async throws(ServiceError) -> [ImportJob]
    /// Appends content at the offset; nothing is appended if the stored content ends elsewhere.
    ///
    /// Returns the import afterwards: ``ImportJob/bytesReceived`` says whether it was appended.
    func append(
        _ content: [UInt8],
        at offset: Int,
        isLast: Bool,
        to job: ImportJob,
        now: Timestamp
    ) async throws(ServiceError) -> ImportJob
    /// About `limit` bytes of content from the offset on, and the import at that moment.
    func content(
        of job: ImportJob,
        from offset: Int,
        limit: Int
    ) async throws(ServiceError) -> (job: ImportJob?, content: [UInt8])
    /// Problems of an import in order, starting after the given one.
    func problems(
        of job: ObjectID,
        in project: ProjectID,
        after number: Int,
        limit: Int
    ) async throws(ServiceError) -> [ImportProblem]
    /// Ends an import and deletes its content; false if it had already ended.
    func cancel(_ job: ImportJob, audit: AuditEntry) async throws(ServiceError) -> Bool
}

/// The limits of imports.
public enum ImportLimits {
    /// Bytes of one piece of content.
    public static let pieceBytes = 1 << 20
    /// Bytes of the whole content.
    public static let contentBytes = 4 << 30
    /// Bytes that are stored and unread; more is accepted when there is room.
    public static let unreadBytes = 64 << 20
    /// Bytes of one row.
    public static let rowBytes = 256 << 10
    /// Bytes of one cell.
    public static let fieldBytes = 64 << 10
    /// Columns of a row.
    public static let columns = 500
    /// Unfinished imports of one project.
    public static let unfinished = 16
    /// Unfinished imports of one data source, so that its token cannot block those of others.
    public static let unfinishedOfDataSource = 4
    /// Finished imports of one data source that are still shown.
    public static let remembered = 100
    /// Stored problems of one import; further ones are only counted.
    public static let problems = 100_000
    /// How long an import waits for content before it fails.
    public static let patience = Duration.seconds(24 * 3600)
}
