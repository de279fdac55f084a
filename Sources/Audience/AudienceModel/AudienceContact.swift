public import Attributes
public import Essentials

/// An audience contact: the values of all its source contacts, consolidated.
///
/// Derived on every read from the contacts of the data sources and the project's rules.
public struct AudienceContact: Hashable, Sendable {
    /// The id, 32 characters that need no escaping in a URL.
    public let id: String
    /// The consolidated values by attribute; an attribute without a value is missing.
    public var values: [String: AttributeValue]
    /// Every id that resolves to this contact, its own first.
    public let audienceIDs: [String]
    /// Its source contacts in order of arrival.
    public let members: [SourceContactKey]
    /// Whether it is part of an identity that exceeds the limits.
    public let isOverMerged: Bool
    /// When the first of its members arrived.
    public let createdAt: Timestamp
    /// When one of its members last changed.
    public let updatedAt: Timestamp

    /// Creates the value.
    public init(
        id: String,
        values: [String: AttributeValue],
        audienceIDs: [String],
        members: [SourceContactKey],
        isOverMerged: Bool,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.values = values
        self.audienceIDs = audienceIDs
        self.members = members
        self.isOverMerged = isOverMerged
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// The key of a source contact: its data source, and that source's own key.
public struct SourceContactKey: Hashable, Sendable {
    /// The data source.
    public let dataSource: ObjectID
    /// The contact's key in the data source.
    public let userID: String

    /// Creates the key.
    public init(dataSource: ObjectID, userID: String) {
        self.dataSource = dataSource
        self.userID = userID
    }
}

/// A source contact as the Ingest API shows it: only what its data source sent.
public struct SourceContact: Hashable, Sendable {
    /// The public identifier.
    public let id: String
    /// The data source, and the contact's key in it.
    public let key: SourceContactKey
    /// The audience contact it belongs to.
    public let audienceID: String
    /// The number of the data source within its project.
    public let dataSourceSequence: Int
    /// The values by attribute.
    public let values: [String: AttributeValue]
    /// When it first arrived.
    public let createdAt: Timestamp
    /// When it last changed.
    public let updatedAt: Timestamp

    /// Creates the value.
    public init(
        id: String,
        key: SourceContactKey,
        audienceID: String,
        dataSourceSequence: Int,
        values: [String: AttributeValue],
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.key = key
        self.audienceID = audienceID
        self.dataSourceSequence = dataSourceSequence
        self.values = values
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// An event with its current audience contact.
public struct AudienceEvent: Hashable, Sendable {
    /// The public identifier.
    public let id: String
    /// The current audience contact.
    public let audienceID: String
    /// The source contact.
    public let contact: SourceContactKey
    /// The event type's uid.
    public let type: String
    /// The event's key in its data source.
    public let eventID: String
    /// When it happened.
    public let at: Timestamp
    /// When it arrived.
    public let createdAt: Timestamp
    /// The parameters.
    public let parameters: [String: AttributeValue]

    /// Creates the value.
    public init(
        id: String,
        audienceID: String,
        contact: SourceContactKey,
        type: String,
        eventID: String,
        at: Timestamp,
        createdAt: Timestamp,
        parameters: [String: AttributeValue]
    ) {
        self.id = id
        self.audienceID = audienceID
        self.contact = contact
        self.type = type
        self.eventID = eventID
        self.at = at
        self.createdAt = createdAt
        self.parameters = parameters
    }
}
