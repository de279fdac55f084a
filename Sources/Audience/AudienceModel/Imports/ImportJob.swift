public import AccountsModel
public import Essentials

/// A file of contacts or events on its way into a data source: what is wanted, and how far it is.
///
/// Its content arrives in pieces and is read while it arrives. All that must outlive the process is
/// here, so whoever reads on begins behind the last row that was taken.
public struct ImportJob: Hashable, Sendable {
    /// The identifier; time-ordered.
    public let id: ObjectID
    /// The project.
    public let project: ProjectID
    /// The data source that it feeds.
    public let dataSource: ObjectID
    /// What is wanted.
    public let plan: ImportPlan
    /// Who wanted it, as in the audit log.
    public let actor: String
    /// When it was created.
    public let createdAt: Timestamp
    /// Where it stands.
    public var state = State.receiving
    /// Octets of content that were stored so far: where the next piece begins.
    public var bytesReceived = 0
    /// How much of it was read, and what became of that.
    public var progress = ImportProgress()
    /// The columns, once the row with their names was read; nil before, and without columns.
    public var header: ImportHeader?
    /// Columns that lead nowhere.
    public var ignoredColumns: [String] = []
    /// Why it failed, as a sentence; nil unless it did.
    public var failure: String?
    /// When content last came or was read.
    public var updatedAt: Timestamp
    /// When its first row was read.
    public var startedAt: Timestamp?
    /// When it ended.
    public var endedAt: Timestamp?

    /// Creates an import of which nothing came yet.
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

    /// Where an import stands.
    public enum State: String, Sendable, CaseIterable {
        /// Content may still come; what is there is being read.
        case receiving
        /// All content is there and is being read.
        case running
        /// Every row was read.
        case done
        /// It cannot go on: the file as a whole is wrong, or its content stopped coming.
        case failed
        /// Somebody ended it.
        case cancelled

        /// Whether nothing more will happen.
        public var isOver: Bool { self == .done || self == .failed || self == .cancelled }
    }
}

extension ImportJob {
    /// The total bytes; nil while unknown.
    public var bytesExpected: Int? { state == .receiving ? plan.size : bytesReceived }

    /// Rows read for each second of work; nil while there is nothing to tell it by.
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
