public import Essentials

/// A stream of contacts and events into a standard project, written over the Ingest API.
public struct DataSource: Hashable, Sendable {
    /// The public identifier, part of Ingest API paths.
    public let id: ObjectID
    /// The project it feeds.
    public let project: ProjectID
    /// The owner.
    public let organization: OrganizationID
    /// The display name, 1 to 120 characters.
    public var name: String
    /// When it was created.
    public let createdAt: Timestamp

    /// Creates the value.
    public init(
        id: ObjectID,
        project: ProjectID,
        organization: OrganizationID,
        name: String,
        createdAt: Timestamp
    ) {
        self.id = id
        self.project = project
        self.organization = organization
        self.name = name
        self.createdAt = createdAt
    }
}
