/// How other rules would change an audience.
///
/// Both graphs contain the same contacts; the one with the new rules is filled beside the current
/// one.
public struct RuleImpact: Hashable, Sendable {
    /// Audience contacts under the rules in use.
    public private(set) var identitiesBefore = 0
    /// Audience contacts under the new rules.
    public private(set) var identitiesAfter = 0
    /// Audience contacts under the new rules that did not exist under the old ones.
    public private(set) var changed = 0
    /// Those of them that combine several identities or parts of them.
    public private(set) var merges = 0
    /// Audience contacts under the old rules whose members are no longer together.
    public private(set) var splits = 0
    /// Source contacts in components that are too large to be one audience contact.
    public private(set) var overMergedContacts = 0
    /// Values that too many contacts share.
    public private(set) var crowdedValues = 0
    /// The largest audience contacts under the new rules, the largest first.
    public private(set) var largest: [MergedIdentity] = []
    /// Some of those that changed: the first in order of id.
    public private(set) var sample: [MergedIdentity] = []

    /// Compares two graphs; both lists have at most `limit` entries.
    public init(from old: IdentityGraph, to new: IdentityGraph, listing limit: Int = 20) {
        let comparison = GraphComparison(from: old, to: new)
        var largest = TopList<MergedIdentity>(limit: limit) {
            ($1.members.count, $0.id) < ($0.members.count, $1.id)
        }
        var sample = TopList<MergedIdentity>(limit: limit) { $0.id < $1.id }
        var merges = 0
        comparison.forEachChange { identity, former in
            if former > 1 { merges += 1 }
            sample.insert(identity)
        }
        new.forEachIdentity { largest.insert($0) }
        identitiesBefore = old.statistics.identities
        identitiesAfter = new.statistics.identities
        changed = sample.offered
        self.merges = merges
        splits = GraphComparison(from: new, to: old).dispersed
        overMergedContacts = new.statistics.overMergedContacts
        crowdedValues = new.statistics.crowdedValues
        self.largest = largest.items
        self.sample = sample.items
    }
}

/// Keeps the first `limit` elements in order.
struct TopList<Item> {
    private(set) var items: [Item] = []
    /// How many were inserted, kept or not.
    private(set) var offered = 0
    private let limit: Int
    private let precedes: (Item, Item) -> Bool

    init(limit: Int, by precedes: @escaping (Item, Item) -> Bool) {
        self.limit = limit
        self.precedes = precedes
    }

    mutating func insert(_ item: Item) {
        offered += 1
        if items.count == limit {
            guard let last = items.last, precedes(item, last) else { return }
            items.removeLast()
        }
        let place = items.firstIndex { precedes(item, $0) } ?? items.count
        if place < limit { items.insert(item, at: place) }
    }
}
