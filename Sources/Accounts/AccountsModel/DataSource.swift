public import Essentials

/// A stream of contacts and events into a standard project, written over the Ingest API.
public struct DataSource: Hashable, Sendable {
    /// The public identifier, part of Ingest API paths.
    public let id: ObjectID
    /// The project it feeds.
    public let project: ProjectID
    /// The owner.
    public let organization: OrganizationID
    /// Its number within the project, from 1 in the order of creation.
    public let sequence: Int
    /// The settings that the operator chose.
    public var profile: DataSourceProfile
    /// When it was created.
    public let createdAt: Timestamp
    /// When the operator last changed it.
    public var updatedAt: Timestamp
    /// When it was deleted, soon after which its contacts are removed; nil while it exists.
    public var deletedAt: Timestamp?

    /// Creates the value.
    public init(
        id: ObjectID,
        project: ProjectID,
        organization: OrganizationID,
        sequence: Int = 0,
        profile: DataSourceProfile,
        createdAt: Timestamp,
        updatedAt: Timestamp? = nil,
        deletedAt: Timestamp? = nil
    ) {
        self.id = id
        self.project = project
        self.organization = organization
        self.sequence = sequence
        self.profile = profile
        self.createdAt = createdAt
        self.updatedAt = updatedAt ?? createdAt
        self.deletedAt = deletedAt
    }

    /// Creates a data source with a name and default settings.
    public init(
        id: ObjectID,
        project: ProjectID,
        organization: OrganizationID,
        name: String,
        createdAt: Timestamp
    ) {
        self.init(
            id: id,
            project: project,
            organization: organization,
            profile: DataSourceProfile(name: name),
            createdAt: createdAt
        )
    }

    /// The display name, 1 to 120 characters.
    public var name: String { profile.name }

    /// Whether it accepts contacts and events.
    public var isLive: Bool { deletedAt == nil }
}

/// The settings of a data source that the operator chooses.
public struct DataSourceProfile: Hashable, Sendable {
    /// The default priority of a data source.
    public static let standardPriority = 100

    /// The display name, 1 to 120 characters.
    public var name: String
    /// A description, up to 1,000 characters.
    public var details: String?
    /// Tags of the operator's choice, up to 50 of up to 64 characters.
    public var tags: [String]
    /// Tags that describe its audience, up to 50 of up to 64 characters.
    public var audienceTags: [String]
    /// The ISO 3166 code of the country for phone numbers without a country code.
    public var defaultCountry: String?
    /// A BCP 47 tag, such as `es-ES`.
    public var locale: String?
    /// The IANA name of the time zone for dates without one, such as `Europe/Madrid`.
    public var timeZone: String?
    /// When two sources disagree, the one with the higher priority wins.
    public var priority: Int

    /// Creates the value.
    public init(
        name: String,
        details: String? = nil,
        tags: [String] = [],
        audienceTags: [String] = [],
        defaultCountry: String? = nil,
        locale: String? = nil,
        timeZone: String? = nil,
        priority: Int = DataSourceProfile.standardPriority
    ) {
        self.name = name
        self.details = details
        self.tags = tags
        self.audienceTags = audienceTags
        self.defaultCountry = defaultCountry
        self.locale = locale
        self.timeZone = timeZone
        self.priority = priority
    }
}
