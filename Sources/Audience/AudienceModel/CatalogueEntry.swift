public import AccountsModel
public import Essentials

/// An attribute, event type or parameter of a project, as it was discovered.
public struct CatalogueEntry: Hashable, Sendable {
    /// The kind of entry.
    public enum Kind: String, Sendable, CaseIterable {
        /// An attribute of contacts.
        case attribute
        /// A type of events.
        case eventType = "event_type"
        /// A parameter of a type of events.
        case eventParameter = "event_parameter"
    }

    /// The kind of entry.
    public let kind: Kind
    /// The project.
    public let project: ProjectID
    /// The event type's uid of a parameter; empty otherwise.
    public let eventType: String
    /// Its name on the wire.
    public let uid: String
    /// The name of its data type on the wire; empty for an event type.
    public let dataType: String
    /// The most values per contact or event; 1 for a single value.
    public let mostValues: Int
    /// The data source that first sent it.
    public let dataSource: ObjectID?
    /// When it first arrived.
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
