public import AccountsModel
public import Attributes
public import AudienceModel
public import Essentials
public import Filters

/// An attribute of a project, and where it comes from.
public struct CatalogueAttribute: Sendable, Hashable {
    /// The definition.
    public let definition: AttributeDefinition
    /// Whether it merges contacts of several data sources.
    public let isUnique: Bool
    /// The data source that first sent it; nil for a built-in one.
    public let createdBy: ObjectID?
    /// When it first arrived; nil for a built-in one.
    public let createdAt: Timestamp?
    /// When its definition last changed; nil for a built-in one that nobody changed.
    public let updatedAt: Timestamp?
}

/// The results of aggregations, and how many rows they cover.
public struct AggregatedRows: Sendable, Hashable {
    /// One result per aggregation, in order.
    public let results: [AggregationResult]
    /// How many rows match the filter.
    public let totalHits: Int
}

/// A data source with its statistics.
public struct DataSourceReport: Sendable, Hashable {
    /// The data source.
    public let source: DataSource
    /// What was sent to it.
    public let statistics: StreamStatistics
    /// The number of its contacts.
    public let contactsCount: Int
    /// The number of its items in the quarantine.
    public let quarantinedCount: Int
}

/// How other rules would merge an audience.
public struct RuleForecast: Sendable, Hashable {
    /// The number of people now.
    public let peopleBefore: Int
    /// The number of people under the new rules.
    public let peopleAfter: Int
    /// How many of those would have different contacts.
    public let changed: Int
    /// How many of those would be merged from several people.
    public let merges: Int
    /// How many people would be split.
    public let splits: Int
    /// Contacts of people that would be over-merged.
    public let overMergedContacts: Int
    /// Values that too many contacts share to merge them.
    public let crowdedValues: Int
    /// The people with the most contacts, at least two.
    public let largest: [Person]
    /// Some of the people that would change.
    public let sample: [Person]

    /// A person under the new rules.
    public struct Person: Sendable, Hashable {
        /// The id.
        public let audienceID: String
        /// The source contacts.
        public let members: [SourceContactKey]
    }
}
