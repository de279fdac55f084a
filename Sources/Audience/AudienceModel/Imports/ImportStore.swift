public import AccountsModel
public import Essentials

/// Where imports, their content and their problems are kept.
///
/// What an import read is stored by ``AudienceStore/take(_:)``, with its checkpoint.
public protocol ImportStore: Sendable {
    /// Stores a new import; the oldest ones of the data source that ended make room.
    ///
    /// Throws ``ServiceError/conflict(_:)`` when the project has too many that did not end.
    func create(_ job: ImportJob, audit: AuditEntry) async throws(ServiceError)
    /// One import of a data source; nil when there is none.
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
    /// All imports that did not end, of every project, oldest first.
    func unfinishedImports() async throws(ServiceError) -> [ImportJob]
    /// Appends content that begins at the offset; nothing is appended when it begins elsewhere.
    ///
    /// Returns the import as it is then: ``ImportJob/bytesReceived`` tells whether it was appended.
    func append(
        _ content: [UInt8],
        at offset: Int,
        isLast: Bool,
        to job: ImportJob,
        now: Timestamp
    ) async throws(ServiceError) -> ImportJob
    /// Content from the offset on, at most about so much, and the import as it is at that moment.
    func content(
        of job: ImportJob,
        from offset: Int,
        limit: Int
    ) async throws(ServiceError) -> (job: ImportJob?, content: [UInt8])
    /// Problems of an import in their order, after the given one.
    func problems(
        of job: ObjectID,
        in project: ProjectID,
        after number: Int,
        limit: Int
    ) async throws(ServiceError) -> [ImportProblem]
    /// Ends an import, and drops its content; false when it had ended.
    func cancel(_ job: ImportJob, audit: AuditEntry) async throws(ServiceError) -> Bool
}

/// The bounds of imports.
public enum ImportLimits {
    /// Octets of one piece of content.
    public static let pieceBytes = 1 << 20
    /// Octets of the whole content.
    public static let contentBytes = 4 << 30
    /// Octets that were stored and not read yet; more is taken when there is room.
    public static let unreadBytes = 64 << 20
    /// Octets of one row.
    public static let rowBytes = 256 << 10
    /// Octets of one cell.
    public static let fieldBytes = 64 << 10
    /// Columns of a row.
    public static let columns = 500
    /// Imports of one project that did not end.
    public static let unfinished = 4
    /// Imports of one data source that ended and are still shown.
    public static let remembered = 100
    /// Problems of one import that are kept; more are counted.
    public static let problems = 100_000
    /// How long an import waits for content before it fails.
    public static let patience = Duration.seconds(24 * 3600)
}
