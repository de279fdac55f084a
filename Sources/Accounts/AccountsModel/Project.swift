public import Essentials

/// The store's number of a project; leads the key of everything that belongs to the project.
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
    /// The kinds of project, as in the guide "Choose your API".
    public enum Kind: String, Sendable, CaseIterable {
        /// Has an audience; for the Product and Ingest APIs.
        case standard
        /// Only sends: the Transactional API, over HTTP and SMPP.
        case apiSMS = "api_sms"
    }

    /// The store's number.
    public let id: ProjectID
    /// The public identifier, part of Product API paths.
    public let uid: ObjectID
    /// The organization that it belongs to.
    public let organization: OrganizationID
    /// The display name, 1 to 120 characters.
    public var name: String
    /// What the project can do.
    public let kind: Kind
    /// What its organization may choose.
    public var profile: ProjectProfile
    /// When it was created.
    public let createdAt: Timestamp
    /// When it was last changed.
    public var updatedAt: Timestamp

    /// Creates the value.
    public init(
        id: ProjectID,
        uid: ObjectID,
        organization: OrganizationID,
        name: String,
        kind: Kind,
        profile: ProjectProfile = ProjectProfile(),
        createdAt: Timestamp,
        updatedAt: Timestamp? = nil
    ) {
        self.id = id
        self.uid = uid
        self.organization = organization
        self.name = name
        self.kind = kind
        self.profile = profile
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
    }
}

/// What the organization of a project may choose.
public struct ProjectProfile: Hashable, Sendable {
    /// What it is for, up to 1000 characters.
    public var details = ""
    /// Its language, such as `es-ES`.
    public var locale = "en"
    /// The IANA name of its time zone, which defines days in filters and date histograms.
    public var timeZone = "UTC"

    /// Creates the profile of a new project.
    public init() {}
}
