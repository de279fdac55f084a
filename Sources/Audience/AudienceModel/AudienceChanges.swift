public import AccountsModel
public import Essentials

/// The changes that applying part of the ingest log makes to one project's stored audience.
///
/// They are one transaction: the entries leave the log together with their changes, so each is
/// applied exactly once, whenever the process ends.
public struct AudienceChanges: Sendable {
    /// The project.
    public let project: ProjectID
    /// The applied entries.
    public var finished: [ObjectID] = []
    /// New contacts.
    public var added: [SourceContactRecord] = []
    /// Contacts with a new payload.
    public var updated: [SourceContactRecord] = []
    /// Numbers of removed contacts.
    public var removedContacts: [Int64] = []
    /// New events.
    public var events: [EventRecord] = []
    /// Events with a new payload.
    public var updatedEvents: [EventRecord] = []
    /// Numbers of removed events.
    public var removedEvents: [Int64] = []
    /// Former audience ids, and the ids that they resolve to from now on.
    public var aliases: [AudienceAlias] = []
    /// Former audience ids that no longer resolve.
    public var removedAliases: [String] = []
    /// Items that turned out to be invalid when they were applied.
    public var quarantined: [QuarantinedItem] = []
    /// Items removed from the quarantine.
    public var unquarantined: [ObjectID] = []
    /// Additions to the counters of data sources.
    public var statistics: [StreamStatistics.Change] = []
    /// Changes of the catalogue.
    public var catalogue = CatalogueChanges()
    /// Erased persons.
    public var erasures: [Erasure] = []

    /// Creates empty changes.
    public init(project: ProjectID) { self.project = project }
}

/// An audience id whose own contact was removed, and the id it resolves to now.
public struct AudienceAlias: Hashable, Sendable {
    /// The id of a removed contact.
    public let audienceID: String
    /// The id of a contact of the same identity, which may be removed later.
    public let heirID: String

    /// Creates the value.
    public init(audienceID: String, heirID: String) {
        self.audienceID = audienceID
        self.heirID = heirID
    }
}

/// An erased person: the receipt, and the values that identify the person in the quarantine.
public struct Erasure: Hashable, Sendable {
    /// The receipt; the store adds how many items of the quarantine it removed.
    public let receipt: ErasureReceipt
    /// User ids, e-mail addresses and phone numbers; items that contain one of them are removed.
    public let texts: [String]

    /// Creates the value.
    public init(receipt: ErasureReceipt, texts: [String]) {
        self.receipt = receipt
        self.texts = texts
    }
}
