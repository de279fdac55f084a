/// Partitions the source contacts of one project into identities.
///
/// A pure function of the rules and of the contacts that were upserted and not removed; their
/// order of arrival has no effect. It contains salted hashes and numbers, no values. The rules of
/// a graph never change: for other rules, fill another graph and compare (``RuleImpact``).
///
/// The cost of a change is bounded by the components of the contacts that it touches, and no
/// component costs more than ``MergeRules/contactsPerIdentity`` contacts for each value that
/// changes hands: a search that meets more can stop, because in a larger component only equal
/// `_user_id`s merge.
public struct IdentityGraph: Sendable {
    /// The rules by which contacts merge.
    public var rules: MergeRules { maker.rules }
    /// Derives the project's names.
    public let names: IdentityNames
    /// Derives the keys of values.
    public let maker: MergeKeyMaker

    /// The most data sources that a graph can distinguish.
    public static let mostDataSources = Int(UInt16.max) + 1

    var storage = GraphStorage()
    /// Where this batch may have changed components; see ``IdentityGraph/settle()``.
    var seeds: [Int32] = []
    /// Contacts that this batch removed.
    var removed: [Int32] = []
    /// Whether this batch only joined contacts, so that a component that was too large still is.
    var onlyJoins = true
    var identityCount = 0
    var overMergedContacts = 0
    /// Values that too many contacts hold.
    var crowdedValues: Set<Int32> = []
    let caps: [Int]

    /// Creates an empty graph.
    public init(rules: MergeRules, salt: IdentitySalt) {
        names = IdentityNames(salt: salt)
        maker = MergeKeyMaker(rules: rules, names: names)
        caps = rules.attributes.map(\.contactsPerValue)
    }

    /// Applies changes in order, and returns their combined effect.
    public mutating func apply(_ changes: [ContactChange]) -> IdentityChange {
        var refused: [ContactKey] = []
        for change in changes {
            switch change {
            case .upsert(let contact, let number, let values):
                if !upsert(contact, number, values) { refused.append(contact) }
            case .remove(let contact):
                if let slot = storage.slot(of: names.hash(of: contact)) { remove(slot) }
            }
        }
        var change = settle()
        change.refused = refused
        return change
    }

    /// Removes at most `limit` contacts of a data source; if it removes fewer, none are left.
    public mutating func removeContacts(
        of source: DataSourceNumber,
        limit: Int
    ) -> (removed: Int, change: IdentityChange) {
        guard let place = storage.knownPlace(of: source) else { return (0, IdentityChange()) }
        var slot: Int32 = 0
        while slot < storage.contacts.count, removed.count < limit {
            let record = storage.contacts[slot]
            if record.source == place, !record.marks.contains(.isRemoved) { remove(slot) }
            slot += 1
        }
        let count = removed.count
        return (count, settle())
    }

    // MARK: Changes of one contact

    /// Adds or updates a contact; false if there is no room for its data source.
    private mutating func upsert(
        _ contact: ContactKey,
        _ number: Int64,
        _ values: [MergeValue]
    ) -> Bool {
        let hash = names.hash(of: contact)
        let keys = maker.keys(of: contact, values)
        let slot: Int32
        if let known = storage.slot(of: hash) {
            slot = known
            revive(slot, number)
            for value in heldValues(of: slot, notIn: keys) { unlink(slot, value) }
        } else {
            let source = contact.source
            guard let new = storage.addContact(hash, source: source, number: number) else {
                return false
            }
            slot = new
            seed(slot)
        }
        for key in keys where !holds(slot, key) { link(slot, key) }
        return true
    }

    private mutating func revive(_ slot: Int32, _ number: Int64) {
        if storage.contacts[slot].marks.contains(.isRemoved) {
            storage.contacts[slot].marks.remove(.isRemoved)
            seed(slot)
        }
        guard storage.contacts[slot].number != number else { return }
        storage.contacts[slot].number = number
        storage.contacts[slot].marks.insert(.isRenumbered)
        seed(slot)
    }

    private mutating func remove(_ slot: Int32) {
        guard !storage.contacts[slot].marks.contains(.isRemoved) else { return }
        for value in heldValues(of: slot, notIn: []) { unlink(slot, value) }
        storage.contacts[slot].marks.insert(.isRemoved)
        guard !storage.contacts[slot].marks.contains(.isListed) else { return }
        storage.contacts[slot].marks.insert(.isListed)
        removed.append(slot)
    }

    /// The values that the contact holds besides those with the keys.
    private func heldValues(of slot: Int32, notIn keys: [MergeKey]) -> [Int32] {
        var values: [Int32] = []
        var membership = storage.contacts[slot].memberships
        while membership >= 0 {
            let record = storage.memberships[membership]
            if !keys.contains(storage.values[record.value].key) { values.append(record.value) }
            membership = record.nextOfContact
        }
        return values
    }

    private func holds(_ slot: Int32, _ key: MergeKey) -> Bool {
        var membership = storage.contacts[slot].memberships
        while membership >= 0 {
            let record = storage.memberships[membership]
            if storage.values[record.value].key == key { return true }
            membership = record.nextOfContact
        }
        return false
    }

    // MARK: Seeds

    /// How many contacts may share the value.
    func cap(_ value: Int32) -> Int { caps[storage.values[value].key.rank] }

    /// Whether the value joins its holders.
    func joins(_ value: ValueRecord) -> Bool {
        value.count > 1 && value.count <= caps[value.key.rank]
    }

    private mutating func seed(_ slot: Int32) {
        guard !storage.contacts[slot].marks.contains(.isSeed) else { return }
        storage.contacts[slot].marks.insert(.isSeed)
        seeds.append(slot)
    }

    private mutating func seedHolders(of value: Int32) {
        for holder in storage.holders(of: value) { seed(holder) }
    }

    private mutating func link(_ contact: Int32, _ key: MergeKey) {
        let value = storage.link(contact, key)
        let count = storage.values[value].count
        let cap = cap(value)
        if count == cap + 1 {
            // One too many: the value joined its holders, and does so no longer.
            crowdedValues.insert(value)
            onlyJoins = false
            seedHolders(of: value)
        } else if count > 1, count <= cap {
            seed(contact)
        }
    }

    private mutating func unlink(_ contact: Int32, _ value: Int32) {
        let cap = cap(value)
        let count = storage.values[value].count
        storage.unlink(contact, value)
        if count == cap + 1 {
            crowdedValues.remove(value)
            seedHolders(of: value)
        } else if count > 1, count <= cap {
            onlyJoins = false
            seed(contact)
            let holder = storage.memberships[storage.values[value].holders].contact
            seed(holder)
        }
    }
}
