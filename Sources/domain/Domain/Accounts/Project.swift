public import Essentials

/// The store's number for a project; leads the key of everything that belongs to the project.
public struct ProjectID: Hashable, Comparable, Sendable {
    /// The number.
    public let number: Int64
    /// Wraps a number.
    public init(_ number: Int64) { self.number = number }
    /// Orders by number.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A part of an organization with its own messages, tokens and audience.
public struct Project: Hashable, Sendable {
    /// The two kinds of project the vendor's guide "Choose your API" names.
    public enum Kind: String, Sendable, CaseIterable {
        /// Has an audience; the Product and Ingest APIs work on it.
        case standard
        /// Only sends: the Transactional API, over HTTP and SMPP.
        case apiSMS = "api_sms"
    }

    /// The store's number.
    public let id: ProjectID
    /// The public identifier, part of Product API paths.
    public let uid: ObjectID
    /// The owner.
    public let organization: OrganizationID
    /// The display name, 1 to 120 characters.
    public var name: String
    /// What the project can do.
    public let kind: Kind
    /// When it was created.
    public let createdAt: Timestamp

    /// Creates the value.
    public init(
        id: ProjectID,
        uid: ObjectID,
        organization: OrganizationID,
        name: String,
        kind: Kind,
        createdAt: Timestamp
    ) {
        self.id = id
        self.uid = uid
        self.organization = organization
        self.name = name
        self.kind = kind
        self.createdAt = createdAt
    }
}
