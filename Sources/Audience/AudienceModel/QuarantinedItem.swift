public import AccountsModel
public import Attributes
public import Essentials

/// A refused item of a stream, kept so that it can be fixed and sent again.
public struct QuarantinedItem: Hashable, Sendable {
    /// The identifier; time-ordered.
    public let id: ObjectID
    /// The project.
    public let project: ProjectID
    /// The data source that it was sent to.
    public let dataSource: ObjectID
    /// The kind of item.
    public let stream: RecordKind
    /// The item as received, as JSON.
    public var json: String
    /// The first rule that it breaks, as a stable code: `attribute.unknown`.
    public let code: String
    /// The field that breaks it, such as `_email`; empty for the item as a whole.
    public let field: String
    /// What to change, as a sentence.
    public let message: String
    /// When it was refused.
    public let at: Timestamp

    /// Creates the value.
    public init(
        id: ObjectID,
        project: ProjectID,
        dataSource: ObjectID,
        stream: RecordKind,
        json: String,
        code: String,
        field: String,
        message: String,
        at: Timestamp
    ) {
        self.id = id
        self.project = project
        self.dataSource = dataSource
        self.stream = stream
        self.json = json
        self.code = code
        self.field = field
        self.message = message
        self.at = at
    }
}
