public import AccountsModel
public import Attributes
public import AudienceModel
public import Essentials
public import Filters

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

/// The results of aggregations, and how many rows they cover.
public struct AggregatedRows: Sendable, Hashable {
    /// One result for each aggregation, in their order.
    public let results: [AggregationResult]
    /// How many rows match the filter.
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

/// How other rules would merge an audience.
public struct RuleForecast: Sendable, Hashable {
    /// How many people there are.
    public let peopleBefore: Int
    /// How many there would be.
    public let peopleAfter: Int
    /// How many of those would have other contacts than now.
    public let changed: Int
    /// How many of those would be merged from several people.
    public let merges: Int
    /// How many people would be split.
    public let splits: Int
    /// Contacts that would be of over-merged people.
    public let overMergedContacts: Int
    /// Values that too many contacts share to merge anybody.
    public let crowdedValues: Int
    /// Those who would have most contacts, and more than one.
    public let largest: [Person]
    /// Some of those who would change.
    public let sample: [Person]

    /// A person as the rules would have it.
    public struct Person: Sendable, Hashable {
        /// The id.
        public let audienceID: String
        /// The contacts of data sources.
        public let members: [SourceContactKey]
    }
}
