/// Queries.
extension IdentityGraph {
    /// The audience contact that the data-source contact belongs to.
    public func identity(of contact: ContactKey) -> MergedIdentity? {
        storage.slot(of: names.hash(of: contact)).map {
            identity(ledBy: storage.contacts[$0].leader)
        }
    }

    /// The audience contact that the id leads to, be it its own or that of any member.
    public func identity(of id: AudienceID) -> MergedIdentity? {
        let hash = ContactHash(high: id.high, low: id.low)
        guard let slot = storage.slot(of: hash), self.id(slot) == id else { return nil }
        return identity(ledBy: storage.contacts[slot].leader)
    }

    /// The id of the audience contact that the data-source contact belongs to.
    public func audienceID(of contact: ContactKey) -> AudienceID? {
        storage.slot(of: names.hash(of: contact)).map { id(storage.contacts[$0].leader) }
    }

    /// Calls the body with every audience contact.
    public func forEachIdentity(_ body: (MergedIdentity) -> Void) {
        for slot in 0..<Int32(storage.contacts.count) where isLeader(slot) {
            body(identity(ledBy: slot))
        }
    }

    /// Some audience contacts, from a place on that begins with 0.
    ///
    /// - Parameters:
    ///   - place: where the part before ended.
    ///   - limit: the most audience contacts of the part.
    /// - Returns: the identities, and where to continue; nil at the end.
    public func identities(
        from place: Int,
        limit: Int
    ) -> (identities: [MergedIdentity], next: Int?) {
        var identities: [MergedIdentity] = []
        identities.reserveCapacity(limit)
        var slot = Int32(clamping: place)
        while slot < storage.contacts.count {
            guard identities.count < limit else { return (identities, Int(slot)) }
            if isLeader(slot) { identities.append(identity(ledBy: slot)) }
            slot += 1
        }
        return (identities, nil)
    }

    /// Values that more contacts share than may, those with most contacts first.
    public func crowdedValues(limit: Int) -> [CrowdedValue] {
        let all = crowdedValues.map { slot in
            let record = storage.values[slot]
            let sample = storage.memberships[record.holders].contact
            return CrowdedValue(
                key: record.key,
                attribute: rules.attributes[record.key.rank].name,
                contacts: record.count,
                sample: storage.contacts[sample].number
            )
        }
        let sorted = all.sorted { ($1.contacts, $0.key) < ($0.contacts, $1.key) }
        return Array(sorted.prefix(limit))
    }

    /// The figures of the graph as it is.
    public var statistics: IdentityStatistics {
        IdentityStatistics(
            contacts: storage.contactCount,
            identities: identityCount,
            values: storage.valueCount,
            crowdedValues: crowdedValues.count,
            overMergedContacts: overMergedContacts,
            bytes: storage.bytes
        )
    }

    // MARK: By slot

    func id(_ slot: Int32) -> AudienceID { names.id(of: storage.contacts[slot].hash) }

    func isLeader(_ slot: Int32) -> Bool { storage.contacts[slot].leader == slot }

    func members(ledBy leader: Int32) -> [Int32] {
        var members: [Int32] = []
        var slot = leader
        while slot >= 0 {
            members.append(slot)
            slot = storage.contacts[slot].nextInIdentity
        }
        return members
    }

    func identity(ledBy leader: Int32) -> MergedIdentity {
        var members: [Int64] = []
        var slot = leader
        while slot >= 0 {
            members.append(storage.contacts[slot].number)
            slot = storage.contacts[slot].nextInIdentity
        }
        return MergedIdentity(
            id: id(leader),
            members: members,
            isOverMerged: storage.contacts[leader].marks.contains(.isOverMerged)
        )
    }
}

/// A value that more contacts share than may, so that it joins none of them.
public struct CrowdedValue: Hashable, Sendable {
    /// The key of the value.
    public let key: MergeKey
    /// Its attribute.
    public let attribute: String
    /// How many contacts share it.
    public let contacts: Int
    /// The number of one of them, to find the value by.
    public let sample: Int64
}

/// Figures of a graph.
public struct IdentityStatistics: Hashable, Sendable {
    /// Data-source contacts.
    public let contacts: Int
    /// Audience contacts.
    public let identities: Int
    /// Different values of merge attributes.
    public let values: Int
    /// Values that more contacts share than may.
    public let crowdedValues: Int
    /// Data-source contacts of components too large to be one audience contact.
    public let overMergedContacts: Int
    /// Octets that the graph takes.
    public let bytes: Int
}
