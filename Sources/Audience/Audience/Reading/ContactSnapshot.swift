import AccountsModel
import Attributes
import AudienceModel
import Essentials
import Identity

/// An identity at one moment: its contacts, and what is derived from them.
struct ContactSnapshot: Sendable {
    let identity: MergedIdentity
    let members: [Member]
    /// Ids of removed contacts that resolve to this one.
    let aliases: [AudienceID]
    let consolidation: Consolidation

    /// A contact of a data source.
    struct Member: Sendable {
        let number: UInt32
        let key: SourceContactKey
        let ownID: AudienceID
        let sequence: UInt16
        let contact: StoredContact
        let createdAt: Timestamp
        let updatedAt: Timestamp
    }

    /// The consolidated values of the members.
    private var values: PersonValues { PersonValues(members, consolidation) }

    /// The audience contact.
    var contact: AudienceContact {
        let ids = [identity.id] + members.map(\.ownID).filter { $0 != identity.id } + aliases
        return AudienceContact(
            id: identity.id.description,
            values: values.values,
            audienceIDs: ids.map(\.description),
            members: members.sorted { $0.number < $1.number }.map(\.key),
            isOverMerged: identity.isOverMerged,
            createdAt: members.map(\.createdAt).min() ?? Timestamp(microseconds: 0),
            updatedAt: members.map(\.updatedAt).max() ?? Timestamp(microseconds: 0)
        )
    }

    /// The lineage of the contact.
    func lineage(
        _ joins: [AudienceLineage.ContactJoin],
        unjoined: [AudienceLineage.IdleValue]
    ) -> AudienceLineage {
        AudienceLineage(
            audienceID: identity.id.description,
            members: members.sorted { $0.number < $1.number }.map(\.key),
            values: values.origins,
            joins: joins,
            unjoined: unjoined,
            isOverMerged: identity.isOverMerged
        )
    }
}

extension ProjectAudience {
    /// The identity with an id; nil if there is none.
    func snapshot(of audienceID: String) -> ContactSnapshot? {
        guard let id = AudienceID(audienceID) else { return nil }
        let (sources, consolidation) = (sources, consolidation)
        return memory.withReadLock { memory in
            memory.identity(id).map { memory.snapshot($0, sources, consolidation) }
        }
    }

    /// The identities with a contact that has the value, at most `limit`.
    func snapshots(_ attribute: String, _ text: String, limit: Int) -> [ContactSnapshot] {
        let (sources, consolidation) = (sources, consolidation)
        return memory.withReadLock { memory in
            var found: [ContactSnapshot] = []
            var seen: Set<AudienceID> = []
            for number in memory.lookup.candidates(attribute, text) {
                guard memory.has(attribute, text, number),
                    let identity = memory.identity(of: number),
                    seen.insert(identity.id).inserted
                else { continue }
                found.append(memory.snapshot(identity, sources, consolidation))
                guard found.count < limit else { break }
            }
            return found
        }
    }

    /// Why the members merged, and which shared values did not merge any.
    func lineage(of snapshot: ContactSnapshot) -> AudienceLineage {
        guard let first = snapshot.members.first else { return snapshot.lineage([], unjoined: []) }
        let key = ContactKey(
            source: DataSourceNumber(Int64(first.sequence)),
            userID: first.key.userID
        )
        let (explanation, maker) = memory.withReadLock {
            ($0.graph.explanation(of: key), $0.graph.maker)
        }
        let members = Dictionary(
            snapshot.members.map { (Int64($0.number), $0) }
        ) { first, _ in first }
        func text(_ attribute: String, _ key: MergeKey, of member: ContactSnapshot.Member) -> String
        {
            member.text(attribute) { maker.key(of: MergeValue(attribute, $0)) == key }
        }
        let joins = (explanation?.joins ?? []).compactMap { join in
            guard let left = members[join.contact], let right = members[join.other] else {
                return AudienceLineage.ContactJoin?.none
            }
            return AudienceLineage.ContactJoin(
                attribute: join.attribute,
                value: text(join.attribute, join.key, of: left),
                left: left.key,
                right: right.key
            )
        }
        let unjoined = (explanation?.idle ?? []).compactMap { idle in
            members[idle.member].map { member in
                AudienceLineage.IdleValue(
                    attribute: idle.attribute,
                    value: text(idle.attribute, idle.key, of: member),
                    contact: member.key,
                    contactsCount: idle.contacts,
                    reason: idle.reason.rawValue
                )
            }
        }
        return snapshot.lineage(joins, unjoined: unjoined)
    }
}

extension ContactSnapshot.Member {
    /// The value of an attribute for which the closure is true.
    fileprivate func text(_ attribute: String, where isRight: (String) -> Bool) -> String {
        if attribute == "_user_id" { return key.userID }
        return contact[attribute]?.texts.first(where: isRight) ?? ""
    }
}

extension AudienceMemory {
    /// An identity with all its contacts.
    func snapshot(
        _ identity: MergedIdentity,
        _ sources: ProjectSources,
        _ consolidation: Consolidation
    ) -> ContactSnapshot {
        let members = members(of: identity, sources)
        return ContactSnapshot(
            identity: identity,
            members: members,
            aliases: aliases(leadingTo: Set(members.map(\.ownID))),
            consolidation: consolidation
        )
    }

    /// The contacts of an identity, with their values.
    func members(
        of identity: MergedIdentity,
        _ sources: ProjectSources
    ) -> [ContactSnapshot.Member] {
        identity.members.compactMap { number in
            let number = UInt32(truncatingIfNeeded: number)
            guard let record = contacts.record(number), let source = sources.source(record.source),
                let contact = readableContact(record)
            else { return nil }
            return ContactSnapshot.Member(
                number: number,
                key: SourceContactKey(dataSource: source.id, userID: record.userID),
                ownID: ownID(record.source, record.userID),
                sequence: record.source,
                contact: contact,
                createdAt: record.createdAt,
                updatedAt: record.updatedAt
            )
        }
    }

    /// An identity with its searchable values.
    func person(
        _ identity: MergedIdentity,
        _ sources: ProjectSources,
        _ consolidation: Consolidation
    ) -> AudienceIndex.Person {
        AudienceIndex.Person(
            members: identity.members.map { UInt32(truncatingIfNeeded: $0) },
            values: PersonValues(members(of: identity, sources), consolidation).pairs
        )
    }

    /// Whether a source contact has the value.
    func has(_ attribute: String, _ text: String, _ number: UInt32) -> Bool {
        guard contacts.contains(number) else { return false }
        if attribute == "_user_id" { return contacts.key(of: number).userID == text }
        guard let contact = contacts.record(number).flatMap(readableContact) else { return false }
        return contact[attribute]?.texts.contains(text) ?? false
    }

    /// The values of a contact; nil if it cannot be read, which loading has reported.
    private func readableContact(_ record: ContactTable.Record) -> StoredContact? {
        do throws(UnreadableContact) {
            var contact = try record.contact()
            conversions.apply(to: &contact)
            return contact
        } catch {
            return nil
        }
    }
}
