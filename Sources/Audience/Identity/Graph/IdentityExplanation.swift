/// Why source contacts are one identity.
public struct IdentityExplanation: Hashable, Sendable {
    /// The audience contact.
    public let identity: MergedIdentity
    /// The joins that made it, in the order in which they are considered: one fewer than members.
    public let joins: [Join]
    /// Shared values of members that joined no contacts, in order.
    public let idle: [IdleValue]

    /// A value that two contacts share and that joined their identities.
    public struct Join: Hashable, Sendable {
        /// The attribute.
        public let attribute: String
        /// The key of the value, to find it among the values of either contact.
        public let key: MergeKey
        /// The number of the contact that comes first.
        public let contact: Int64
        /// The number of the other contact.
        public let other: Int64
    }

    /// A shared value that joined no contacts.
    public struct IdleValue: Hashable, Sendable {
        /// The attribute.
        public let attribute: String
        /// The key of the value, to find it among the values of the member.
        public let key: MergeKey
        /// The number of the first member that has it.
        public let member: Int64
        /// The number of contacts that have it.
        public let contacts: Int
        /// Why it joined no contacts.
        public let reason: Reason
    }

    /// Why a shared value joined no contacts.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Too many contacts share it.
        case sharedByTooMany
        /// It would have joined contacts with different authoritative user ids.
        case differentPersons
        /// Values like it would chain together more contacts than an identity may have.
        case identityTooLarge = "clusterTooLarge"
    }
}

extension IdentityGraph {
    /// Why the contact's identity has the members it has.
    ///
    /// Recomputes the component, which has at most as many contacts as an identity may have.
    public func explanation(of contact: ContactKey) -> IdentityExplanation? {
        guard let slot = storage.slot(of: names.hash(of: contact)) else { return nil }
        let leader = storage.contacts[slot].leader
        let members = members(ledBy: leader)
        let isOverMerged = storage.contacts[leader].marks.contains(.isOverMerged)
        let partition = ComponentPartition(
            isOverMerged ? members : component(of: leader),
            in: self,
            onlyUserID: isOverMerged
        )
        let own = Set(members)
        return IdentityExplanation(
            identity: identity(ledBy: leader),
            joins: partition.joins.filter { own.contains($0.contact) }.map { join in
                let key = storage.values[join.value].key
                return IdentityExplanation.Join(
                    attribute: rules.attributes[key.rank].name,
                    key: key,
                    contact: storage.contacts[join.contact].number,
                    other: storage.contacts[join.other].number
                )
            },
            idle: idleValues(members, Set(partition.refused), isOverMerged: isOverMerged)
        )
    }

    private func idleValues(
        _ members: [Int32],
        _ refused: Set<Int32>,
        isOverMerged: Bool
    ) -> [IdentityExplanation.IdleValue] {
        var seen: Set<Int32> = []
        var idle: [IdentityExplanation.IdleValue] = []
        for member in members {
            for value in storage.memberships(of: member) where seen.insert(value).inserted {
                let record = storage.values[value]
                let reason: IdentityExplanation.Reason
                if record.count > cap(value) {
                    reason = .sharedByTooMany
                } else if refused.contains(value) {
                    reason = .differentPersons
                } else if isOverMerged, record.key.rank > 0, record.count > 1 {
                    reason = .identityTooLarge
                } else {
                    continue
                }
                idle.append(
                    IdentityExplanation.IdleValue(
                        attribute: rules.attributes[record.key.rank].name,
                        key: record.key,
                        member: storage.contacts[member].number,
                        contacts: record.count,
                        reason: reason
                    )
                )
            }
        }
        return idle.sorted { $0.key < $1.key }
    }

    /// All contacts that can be reached, if the component is small enough to be one identity.
    private func component(of slot: Int32) -> [Int32] {
        var queue = [slot]
        var reached: Set<Int32> = [slot]
        var searched: Set<Int32> = []
        var position = 0
        while position < queue.count {
            for value in storage.memberships(of: queue[position]) {
                guard joins(storage.values[value]), searched.insert(value).inserted else {
                    continue
                }
                for holder in storage.holders(of: value) where reached.insert(holder).inserted {
                    queue.append(holder)
                }
            }
            position += 1
        }
        return queue
    }
}
