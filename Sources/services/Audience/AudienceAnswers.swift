public import Attributes
public import Domain
public import Essentials
public import JSONCoding

/// An attribute of a project with where it comes from.
public struct CatalogueAttribute: Sendable, Hashable {
    /// What it is.
    public let definition: AttributeDefinition
    /// Whether it joins contacts of several data sources.
    public let isUnique: Bool
    /// The data source that brought it first; nil for a known one.
    public let createdBy: ObjectID?
    /// When it was first seen; nil for a known one.
    public let createdAt: Timestamp?
}

/// What a search goes through.
public enum AudienceRows: Sendable, Hashable {
    /// People.
    case contacts
    /// What happened to them.
    case events
}

/// What a filter looks at.
public struct UsedFields: Sendable, Hashable {
    /// The attributes of contacts.
    public var attributes: Set<String>
    /// Whether it looks at events.
    public var usesEvents: Bool
}

/// The results of aggregations by their names, and how many rows they are about.
public struct AudienceFigures: Sendable, Hashable {
    /// The result of each aggregation, as JSON.
    public let results: JSONObject
    /// How many rows the filter finds.
    public let totalHits: Int
}

/// A data source with its figures.
public struct DataSourceReport: Sendable, Hashable {
    /// The data source.
    public let source: DataSource
    /// What it was sent.
    public let statistics: StreamStatistics
    /// How many contacts it has.
    public let contactsCount: Int
    /// How many of its items lie in the quarantine.
    public let quarantinedCount: Int
}
