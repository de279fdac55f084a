public import Essentials

/// A source contact as stored: exactly what its data source sent, never merged values.
public struct SourceContactRecord: Hashable, Sendable {
    /// Its number within the project, from 1 in the order of arrival; never reused.
    public let number: Int64
    /// The data source it came from.
    public let dataSource: ObjectID
    /// The contact's key in the data source, 1 to 255 characters.
    public let userID: String
    /// The values with their times, as encoded by the service that reads them.
    public var payload: [UInt8]
    /// When it first arrived.
    public let createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp

    /// Creates the value.
    public init(
        number: Int64,
        dataSource: ObjectID,
        userID: String,
        payload: [UInt8],
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.number = number
        self.dataSource = dataSource
        self.userID = userID
        self.payload = payload
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// An event as stored, with its source contact.
public struct EventRecord: Hashable, Sendable {
    /// Its number within the project, from 1 in the order of arrival; never reused.
    public let number: Int64
    /// The number of the source contact.
    public let contact: Int64
    /// The event's key in the data source, permanently unique there.
    public let eventID: String
    /// The event type's uid.
    public let type: String
    /// When it happened.
    public let at: Timestamp
    /// When it arrived.
    public let createdAt: Timestamp
    /// The parameters, as encoded by the service that reads them.
    public var payload: [UInt8]

    /// Creates the value.
    public init(
        number: Int64,
        contact: Int64,
        eventID: String,
        type: String,
        at: Timestamp,
        createdAt: Timestamp,
        payload: [UInt8]
    ) {
        self.number = number
        self.contact = contact
        self.eventID = eventID
        self.type = type
        self.at = at
        self.createdAt = createdAt
        self.payload = payload
    }
}
