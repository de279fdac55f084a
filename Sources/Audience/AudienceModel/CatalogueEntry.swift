public import AccountsModel
public import Essentials

/// An attribute, event type or parameter of a project's own, as it was first seen.
public struct CatalogueEntry: Hashable, Sendable {
    /// What an entry describes.
    public enum Kind: String, Sendable, CaseIterable {
        /// An attribute of contacts.
        case attribute
        /// A type of events.
        case eventType = "event_type"
        /// A parameter of a type of events.
        case eventParameter = "event_parameter"
    }

    /// What it describes.
    public let kind: Kind
    /// The project.
    public let project: ProjectID
    /// For a parameter the uid of its event type; otherwise empty.
    public let eventType: String
    /// Its name on the wire.
    public let uid: String
    /// The wire token of its data type; empty for an event type.
    public let dataType: String
    /// The most values of one contact or event; 1 for a single value.
    public let mostValues: Int
    /// The data source that brought it first.
    public let dataSource: ObjectID?
    /// When it was first seen.
    public let createdAt: Timestamp

    /// Creates the value.
    public init(
        kind: Kind,
        project: ProjectID,
        eventType: String = "",
        uid: String,
        dataType: String,
        mostValues: Int = 1,
        dataSource: ObjectID?,
        createdAt: Timestamp
    ) {
        self.kind = kind
        self.project = project
        self.eventType = eventType
        self.uid = uid
        self.dataType = dataType
        self.mostValues = mostValues
        self.dataSource = dataSource
        self.createdAt = createdAt
    }
}
