public import AccountsModel
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
    /// Numbers of removed contacts.
    public var removedContacts: [Int64] = []
    /// Events that are new.
    public var events: [EventRecord] = []
    /// Numbers of removed events.
    public var removedEvents: [Int64] = []
    /// Old audience ids, and the ids that they lead to from now on.
    public var aliases: [AudienceAlias] = []
    /// Old audience ids that lead nowhere any more.
    public var removedAliases: [String] = []
    /// Items that turned out to be impossible when they were applied.
    public var quarantined: [QuarantinedItem] = []
    /// Removed items of the quarantine.
    public var unquarantined: [ObjectID] = []
    /// What is added to the counters of data sources.
    public var statistics: [StreamStatistics.Change] = []
    /// Attributes and event types that were seen for the first time.
    public var discovered: [CatalogueEntry] = []
    /// Persons that are erased.
    public var erasures: [Erasure] = []

    /// Creates changes that do nothing yet.
    public init(project: ProjectID) { self.project = project }
}

/// An audience id whose own contact was removed, and the id it resolves to now.
public struct AudienceAlias: Hashable, Sendable {
    /// The id of a removed contact.
    public let audienceID: String
    /// The id of a contact of the same identity, which may be removed in turn.
    public let heirID: String

    /// Creates the value.
    public init(audienceID: String, heirID: String) {
        self.audienceID = audienceID
        self.heirID = heirID
    }
}

/// A person that is erased: the receipt, and by what the person is known in the quarantine.
public struct Erasure: Hashable, Sendable {
    /// The receipt; the store fills in how many items of the quarantine it removed.
    public let receipt: ErasureReceipt
    /// User ids, e-mail addresses and phone numbers; items with one of them are removed.
    public let texts: [String]

    /// Creates the value.
    public init(receipt: ErasureReceipt, texts: [String]) {
        self.receipt = receipt
        self.texts = texts
    }
}
