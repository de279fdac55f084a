/// A change of a source contact.
public enum ContactChange: Hashable, Sendable {
    /// The contact exists and has exactly these values of merge attributes.
    ///
    /// The number is the caller's; identities list their members by it.
    case upsert(ContactKey, number: Int64, values: [MergeValue])
    /// The contact was removed.
    case remove(ContactKey)
}

/// An audience contact: the source contacts that are merged.
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

/// An id that named an audience contact and no longer names one.
public struct RetiredID: Hashable, Sendable {
    /// The id.
    public let id: AudienceID
    /// The audience contact that it resolves to now; nil if no member is left.
    public let heir: AudienceID?

    /// Creates the pair.
    public init(id: AudienceID, heir: AudienceID?) {
        self.id = id
        self.heir = heir
    }
}

/// A removed contact of a remaining identity: its id resolves only if the caller keeps this alias.
///
/// The caller drops the alias when the contact comes back, because its id is then live again. So
/// aliases always lead to contacts that were removed later or not at all, and never in a circle.
public struct OrphanedAlias: Hashable, Sendable {
    /// The removed contact's own id.
    public let alias: AudienceID
    /// The id of the first remaining contact of the identity; it may be removed later.
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
    /// Aliases to keep, so that the ids of removed contacts still resolve.
    public var orphans: [OrphanedAlias] = []
    /// Rejected contacts, because there are more data sources than a graph has room for.
    public var refused: [ContactKey] = []

    /// Creates an empty change.
    public init() {}

    /// Whether nothing changed.
    public var isEmpty: Bool { changed.isEmpty && retired.isEmpty && refused.isEmpty }
}
