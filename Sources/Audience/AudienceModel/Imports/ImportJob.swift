public import AccountsModel
public import Essentials

/// The import of a file of contacts or events into a data source: its plan and its progress.
///
/// Its content arrives in pieces and is read as it arrives. Everything that must outlive the
/// process is here, so another process can continue after the last ingested row.
public struct ImportJob: Hashable, Sendable {
    /// The identifier; time-ordered.
    public let id: ObjectID
    /// The project.
    public let project: ProjectID
    /// The data source.
    public let dataSource: ObjectID
    /// The plan.
    public let plan: ImportPlan
    /// Who created it, as in the audit log.
    public let actor: String
    /// When it was created.
    public let createdAt: Timestamp
    /// Its state.
    public var state = State.receiving
    /// The bytes of content that were stored so far, so the offset of the next piece.
    public var bytesReceived = 0
    /// How much of it was read, and the results.
    public var progress = ImportProgress()
    /// The columns, once the header was read; nil before, and for formats without columns.
    public var header: ImportHeader?
    /// Ignored columns.
    public var ignoredColumns: [String] = []
    /// Of a dry run, the types that all cells of a column can have, as bits by the column's name.
    public var columnTypes: [String: Int] = [:]
    /// Why it failed, as a sentence; nil unless it did.
    public var failure: String?
    /// When content last arrived or was read.
    public var updatedAt: Timestamp
    /// When its first row was read.
    public var startedAt: Timestamp?
    /// When it ended.
    public var endedAt: Timestamp?

    /// Creates an import without content.
    public init(
        id: ObjectID,
        project: ProjectID,
        dataSource: ObjectID,
        plan: ImportPlan,
        actor: String,
        createdAt: Timestamp
    ) {
        self.id = id
        self.project = project
        self.dataSource = dataSource
        self.plan = plan
        self.actor = actor
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// The state of an import.
    public enum State: String, Sendable, CaseIterable {
        /// More content may arrive; available content is being read.
        case receiving
        /// All content has arrived and is being read.
        case running
        /// Every row was read.
        case done
        /// It cannot continue: the file as a whole is wrong, or its content stopped arriving.
        case failed
        /// It was cancelled.
        case cancelled

        /// Whether it has ended.
        public var isOver: Bool { self == .done || self == .failed || self == .cancelled }
    }
}

extension ImportJob {
    /// The total bytes; nil while unknown.
    public var bytesExpected: Int? { state == .receiving ? plan.size : bytesReceived }

    /// Rows read per second of work; nil if unknown.
    public var rowsPerSecond: Double? {
        let seconds = progress.worked / .seconds(1)
        return seconds > 0 && progress.rowsRead > 0 ? Double(progress.rowsRead) / seconds : nil
    }

    /// The estimated time left at the current rate; nil while unknown.
    public var timeLeft: Duration? {
        guard !state.isOver, let expected = bytesExpected, progress.bytesRead > 0 else {
            return nil
        }
        let left = Double(max(expected - progress.bytesRead, 0)) / Double(progress.bytesRead)
        return progress.worked * left
    }
}
