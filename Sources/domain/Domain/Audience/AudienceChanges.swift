public import Essentials

/// What applying some of the ingest log does to one project's stored audience.
///
/// One transaction: the entries leave the log together with what they did, so each is applied
/// exactly once, whenever the process ends.
public struct AudienceChanges: Sendable {
    /// The project.
    public let project: ProjectID
    /// The entries that are done.
    public var finished: [ObjectID] = []
    /// Contacts that are new.
    public var added: [SourceContactRecord] = []
    /// Contacts with another payload.
    public var updated: [SourceContactRecord] = []
    /// Numbers of contacts that are gone.
    public var removedContacts: [Int64] = []
    /// Events that are new.
    public var events: [EventRecord] = []
    /// Numbers of events that are gone.
    public var removedEvents: [Int64] = []
    /// Old audience ids, and the contacts that they lead to from now on.
    public var aliases: [AudienceAlias] = []
    /// Old audience ids that lead nowhere any more.
    public var removedAliases: [String] = []
    /// Items that turned out to be impossible when they were applied.
    public var quarantined: [QuarantinedItem] = []
    /// Items of the quarantine that are gone.
    public var unquarantined: [ObjectID] = []
    /// What is added to the counters of data sources.
    public var statistics: [StreamStatistics.Change] = []
    /// Attributes and event types that were seen for the first time.
    public var discovered: [CatalogueEntry] = []
    /// Persons that were erased.
    public var receipts: [ErasureReceipt] = []
    /// Data sources whose last contact is gone.
    public var emptiedSources: [ObjectID] = []

    /// Creates changes that do nothing yet.
    public init(project: ProjectID) { self.project = project }
}

/// An audience id whose own contact is gone, and the contact that answers for it now.
public struct AudienceAlias: Hashable, Sendable {
    /// The old id.
    public let audienceID: String
    /// The number of a data source's contact of the same person.
    public let contact: Int64

    /// Creates the value.
    public init(audienceID: String, contact: Int64) {
        self.audienceID = audienceID
        self.contact = contact
    }
}
