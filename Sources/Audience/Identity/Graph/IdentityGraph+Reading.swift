/// Queries.
extension IdentityGraph {
    /// The audience contact of the source contact.
    public func identity(of contact: ContactKey) -> MergedIdentity? {
        storage.slot(of: names.hash(of: contact)).map {
            identity(ledBy: storage.contacts[$0].leader)
        }
    }

    /// The audience contact with the id, which may be that of any member.
    public func identity(of id: AudienceID) -> MergedIdentity? {
        let hash = ContactHash(high: id.high, low: id.low)
        guard let slot = storage.slot(of: hash), self.id(slot) == id else { return nil }
        return identity(ledBy: storage.contacts[slot].leader)
    }

    /// The id of the audience contact of the source contact.
    public func audienceID(of contact: ContactKey) -> AudienceID? {
        storage.slot(of: names.hash(of: contact)).map { id(storage.contacts[$0].leader) }
    }

    /// Calls the body with every audience contact.
    public func forEachIdentity(_ body: (MergedIdentity) -> Void) {
        for slot in 0..<Int32(storage.contacts.count) where isLeader(slot) {
            body(identity(ledBy: slot))
        }
    }

    /// Some audience contacts, starting at a position; the first is 0.
    ///
    /// - Parameters:
    ///   - place: the end of the previous part.
    ///   - limit: the most audience contacts to return.
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

    /// Values that too many contacts share, those with the most contacts first.
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

    /// The current statistics of the graph.
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

/// A value that too many contacts share, so that it joins none of them.
public struct CrowdedValue: Hashable, Sendable {
    /// The key of the value.
    public let key: MergeKey
    /// Its attribute.
    public let attribute: String
    /// The number of contacts that share it.
    public let contacts: Int
    /// The number of one of them, to look up the value.
    public let sample: Int64
}

/// Statistics of a graph.
public struct IdentityStatistics: Hashable, Sendable {
    /// Source contacts.
    public let contacts: Int
    /// Audience contacts.
    public let identities: Int
    /// Distinct values of merge attributes.
    public let values: Int
    /// Values that too many contacts share.
    public let crowdedValues: Int
    /// Source contacts of components that are too large to be one audience contact.
    public let overMergedContacts: Int
    /// The memory of the graph in bytes.
    public let bytes: Int
}
