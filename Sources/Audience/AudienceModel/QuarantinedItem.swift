public import AccountsModel
public import Essentials

/// An item of a stream that was refused, kept so that it can be repaired and sent again.
public struct QuarantinedItem: Hashable, Sendable {
    /// The streams into a data source.
    public enum Stream: String, Sendable, CaseIterable {
        /// Contacts of the source.
        case contacts
        /// What happened to them.
        case events
    }

    /// The identifier; time-ordered.
    public let id: ObjectID
    /// The project.
    public let project: ProjectID
    /// The data source it was sent to.
    public let dataSource: ObjectID
    /// What it was sent as.
    public let stream: Stream
    /// The item as it came, as JSON.
    public var json: String
    /// The first rule it breaks, as a stable word: `attribute.unknown`.
    public let code: String
    /// The field that breaks it, as `_email`; empty when it is the item as a whole.
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
        stream: Stream,
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
