/// A change of a source contact.
public enum ContactChange: Hashable, Sendable {
    /// The contact is there and has these values of merge attributes, and no others.
    ///
    /// The number is the caller's; identities list their members by it.
    case upsert(ContactKey, number: Int64, values: [MergeValue])
    /// The contact was removed.
    case remove(ContactKey)
}

/// An audience contact: the data-source contacts that are one.
public struct MergedIdentity: Hashable, Sendable {
    /// The id, which is the first member's.
    public let id: AudienceID
    /// The caller's numbers of the members, in their fixed order.
    public let members: [Int64]
    /// Whether shared values chain so many contacts together that only equal `_user_id`s merged.
    public let isOverMerged: Bool

    /// Creates the identity.
    public init(id: AudienceID, members: [Int64], isOverMerged: Bool) {
        self.id = id
        self.members = members
        self.isOverMerged = isOverMerged
    }
}

/// An id that named an audience contact and names none any more.
public struct RetiredID: Hashable, Sendable {
    /// The id.
    public let id: AudienceID
    /// The audience contact it leads to now; nil when no member is left.
    public let heir: AudienceID?

    /// Creates the pair.
    public init(id: AudienceID, heir: AudienceID?) {
        self.id = id
        self.heir = heir
    }
}

/// A removed contact that others outlive: its id leads nowhere unless the caller keeps it.
///
/// The caller drops what it kept when the contact comes back, as its id is then a live one; so
/// aliases always lead to contacts that were removed later, or not at all, and never in a circle.
public struct OrphanedAlias: Hashable, Sendable {
    /// The removed contact's own id.
    public let alias: AudienceID
    /// The own id of the first of those that were one with it; it may become an orphan in turn.
    public let heir: AudienceID

    /// Creates the pair.
    public init(alias: AudienceID, heir: AudienceID) {
        self.alias = alias
        self.heir = heir
    }
}

/// The effect of changes on the identities.
public struct IdentityChange: Hashable, Sendable {
    /// Identities with other members than before, or another flag.
    public var changed: [MergedIdentity] = []
    /// Ids that no longer name an identity.
    public var retired: [RetiredID] = []
    /// Ids of removed contacts to keep, so that they go on leading to the contacts they were with.
    public var orphans: [OrphanedAlias] = []
    /// Contacts not taken in, since there are more data sources than a graph has room for.
    public var refused: [ContactKey] = []

    /// Creates a change of nothing.
    public init() {}

    /// Whether the audience is as it was.
    public var isEmpty: Bool { changed.isEmpty && retired.isEmpty && refused.isEmpty }
}
