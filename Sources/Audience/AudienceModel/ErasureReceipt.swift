public import AccountsModel
public import Essentials

/// Proof that a person was erased, without anything that identifies the person.
public struct ErasureReceipt: Hashable, Sendable {
    /// The identifier, which is the position of the erasing entry in the ingest log.
    public let id: ObjectID
    /// The project.
    public let project: ProjectID
    /// The erased audience id; it is opaque and no longer resolves.
    public let audienceID: String
    /// How many contacts of data sources were removed.
    public let contactsCount: Int
    /// How many events were removed.
    public let eventsCount: Int
    /// How many items of the quarantine were removed.
    public var quarantinedCount: Int
    /// Who requested it, such as `cli:root`.
    public let actor: String
    /// When it was done.
    public let at: Timestamp

    /// Creates the value.
    public init(
        id: ObjectID,
        project: ProjectID,
        audienceID: String,
        contactsCount: Int,
        eventsCount: Int,
        quarantinedCount: Int,
        actor: String,
        at: Timestamp
    ) {
        self.id = id
        self.project = project
        self.audienceID = audienceID
        self.contactsCount = contactsCount
        self.eventsCount = eventsCount
        self.quarantinedCount = quarantinedCount
        self.actor = actor
        self.at = at
    }
}
