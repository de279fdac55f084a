import Attributes
import AudienceModel
import Essentials
import Identity

/// One project's audience in memory: source contacts, identities and events.
///
/// Only the thread that applies the log changes it; others read it under the shared lock.
struct AudienceMemory: Sendable {
    private(set) var contacts = ContactTable()
    private(set) var graph: IdentityGraph
    private(set) var events = EventIndex()
    private(set) var lookup: ContactLookup
    /// What values are converted to when they are read.
    var conversions = ValueConversions()
    /// Contacts whose payload cannot be decoded.
    ///
    /// They keep their numbers and user ids, so that nothing overwrites them, and belong to no
    /// identity.
    private(set) var unreadable: Set<UInt32> = []
    /// Ids of removed contacts, and the ids that they resolve to.
    private var aliases: [AudienceID: AudienceID] = [:]
    /// The aliases that resolve to each id in one step.
    private var followers: [AudienceID: [AudienceID]] = [:]

    /// Creates the memory of a project without contacts.
    init(rules: MergeRules, salt: IdentitySalt) {
        graph = IdentityGraph(rules: rules, salt: salt)
        lookup = ContactLookup(rules)
    }

    // MARK: Filling

    /// Adds stored contacts, each with its values, or nil if these cannot be read.
    mutating func load(_ records: [(ContactTable.Record, StoredContact?)]) {
        var changes: [ContactChange] = []
        changes.reserveCapacity(records.count)
        for (record, contact) in records {
            contacts.set(record)
            guard let contact else {
                unreadable.insert(record.number)
                continue
            }
            lookup.add(record.number, record.userID, contact)
            changes.append(change(record, contact))
        }
        _ = graph.apply(changes)
    }

    /// Adds a stored event; false if its contact is gone.
    mutating func load(_ event: EventRecord) -> Bool {
        let contact = UInt32(truncatingIfNeeded: event.contact)
        guard contacts.contains(contact) else { return false }
        add(UInt32(truncatingIfNeeded: event.number), of: contact, event.eventID)
        return true
    }

    /// Adds stored aliases.
    mutating func load(_ aliases: [AudienceAlias]) {
        for alias in aliases {
            guard let old = AudienceID(alias.audienceID), let heir = AudienceID(alias.heirID)
            else { continue }
            set(old, to: heir)
        }
    }

    // MARK: Changing

    /// Applies the edits of a batch, and returns what changed in the identities.
    mutating func apply(_ edits: [ContactEdit]) -> IdentityChange {
        var changes: [ContactChange] = []
        changes.reserveCapacity(edits.count)
        for edit in edits {
            switch edit {
            case .set(let record, let old, let new):
                if let old { lookup.remove(record.number, record.userID, old) }
                contacts.set(record)
                lookup.add(record.number, record.userID, new)
                changes.append(change(record, new))
            case .remove(let record, let old):
                if let old { lookup.remove(record.number, record.userID, old) }
                unreadable.remove(record.number)
                contacts.remove(record.number)
                events.removeAll(of: record.number)
                changes.append(.remove(key(record)))
            }
        }
        return graph.apply(changes)
    }

    mutating func add(_ event: UInt32, of contact: UInt32, _ eventID: String) {
        let source = Int(contacts.key(of: contact).source)
        events.add(event, of: contact, key: EventIndex.key(source, eventID))
    }

    /// Removes events although their contacts stay.
    mutating func drop(_ records: [EventRecord]) {
        for (contact, dropped) in Dictionary(grouping: records, by: \.contact) {
            let numbers = dropped.map { UInt32(truncatingIfNeeded: $0.number) }
            events.remove(Set(numbers), of: UInt32(truncatingIfNeeded: contact))
        }
    }

    /// Adds aliases of removed contacts.
    mutating func add(aliases orphans: [OrphanedAlias]) {
        for orphan in orphans { set(orphan.alias, to: orphan.heir) }
    }

    /// Removes aliases.
    mutating func remove(aliases ids: [AudienceID]) {
        for id in ids { set(id, to: nil) }
    }

    private mutating func set(_ alias: AudienceID, to heir: AudienceID?) {
        if let old = aliases[alias] {
            followers[old]?.removeAll { $0 == alias }
            if followers[old]?.isEmpty == true { followers[old] = nil }
        }
        aliases[alias] = heir
        if let heir { followers[heir, default: []].append(alias) }
    }

    private func change(
        _ record: ContactTable.Record,
        _ contact: StoredContact
    ) -> ContactChange {
        .upsert(
            key(record),
            number: Int64(record.number),
            values: contact.mergeValues(graph.rules)
        )
    }

    private func key(_ record: ContactTable.Record) -> ContactKey {
        ContactKey(source: DataSourceNumber(Int64(record.source)), userID: record.userID)
    }

    // MARK: Reading

    /// The identity with an id, or with an alias of a removed contact.
    func identity(_ id: AudienceID) -> MergedIdentity? {
        guard graph.names.isGenuine(id) else { return nil }
        var id = id
        // Each step leads to a contact that lived longer, so there is no circle; the limit guards
        // against damaged stores.
        for _ in 0...ContactLookup.mostMatches {
            if let identity = graph.identity(of: id) { return identity }
            guard let heir = aliases[id] else { return nil }
            id = heir
        }
        return nil
    }

    /// The identity of a source contact.
    func identity(of number: UInt32) -> MergedIdentity? {
        let key = contacts.key(of: number)
        return graph.identity(
            of: ContactKey(source: DataSourceNumber(Int64(key.source)), userID: key.userID)
        )
    }

    /// The own id of a source contact, whatever its identity.
    func ownID(_ source: UInt16, _ userID: String) -> AudienceID {
        graph.names.id(
            of: ContactKey(source: DataSourceNumber(Int64(source)), userID: userID)
        )
    }

    /// The ids of removed contacts that resolve to one of these.
    func aliases(leadingTo ids: Set<AudienceID>) -> [AudienceID] {
        guard !followers.isEmpty else { return [] }
        var found: Set<AudienceID> = []
        var open = Array(ids)
        while let id = open.popLast() {
            for alias in followers[id, default: []] where found.insert(alias).inserted {
                open.append(alias)
            }
        }
        return found.subtracting(ids).sorted()
    }
}

/// The net effect of a batch on one source contact.
enum ContactEdit: Sendable {
    /// The contact has these bytes and values; `old` are the previous values, if it existed.
    case set(ContactTable.Record, old: StoredContact?, new: StoredContact)
    /// The contact is removed; `old` are its values, unless they could not be read.
    case remove(ContactTable.Record, old: StoredContact?)
}

extension StoredContact {
    /// The values by which it merges, each element of a list separately.
    func mergeValues(_ rules: MergeRules) -> [MergeValue] {
        var merging: [MergeValue] = []
        for value in values where rules.rank(of: value.attribute) != nil {
            for text in value.value.texts { merging.append(MergeValue(value.attribute, text)) }
        }
        return merging
    }
}
