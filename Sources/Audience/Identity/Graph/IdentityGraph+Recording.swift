/// How draft identities replace the previous ones, and which changes are reported.
extension IdentityGraph {
    /// Commits the draft and returns the changes.
    mutating func record(_ draft: Draft) -> IdentityChange {
        var change = IdentityChange()
        let formers = formerLeaders(draft)
        if !removed.isEmpty { change.orphans = orphans(formers) }
        let changed = draft.identities.filter { !isUnchanged($0, draft) }
        for identity in changed {
            let members = draft.members[identity.members]
            write(members, isOverMerged: identity.isOverMerged)
            change.changed.append(self.identity(ledBy: members[members.startIndex]))
        }
        for former in formers {
            storage.contacts[former].marks.remove(.isFormerLeader)
            if let retired = retired(former) { change.retired.append(retired) }
        }
        identityCount += draft.identities.count - formers.count
        return change
    }

    /// The leaders of all identities that lose a member to the draft or a removal.
    private mutating func formerLeaders(_ draft: Draft) -> [Int32] {
        var formers: [Int32] = []
        for slots in [draft.members, removed] {
            for slot in slots {
                let leader = storage.contacts[slot].leader
                guard leader >= 0, !storage.contacts[leader].marks.contains(.isFormerLeader) else {
                    continue
                }
                storage.contacts[leader].marks.insert(.isFormerLeader)
                formers.append(leader)
            }
        }
        return formers
    }

    /// Whether the identity has the same members and the same flag as before.
    private func isUnchanged(_ identity: Draft.Identity, _ draft: Draft) -> Bool {
        let members = draft.members[identity.members]
        guard let first = members.first, storage.contacts[first].leader == first else {
            return false
        }
        var old = first
        for slot in members {
            let record = storage.contacts[slot]
            guard old == slot, !record.marks.contains(.isRenumbered),
                record.marks.contains(.isOverMerged) == identity.isOverMerged
            else { return false }
            old = record.nextInIdentity
        }
        return old < 0
    }

    private mutating func write(_ members: ArraySlice<Int32>, isOverMerged: Bool) {
        guard let leader = members.first else { return }
        var next: Int32 = -1
        for slot in members.reversed() {
            storage.contacts[slot].leader = leader
            storage.contacts[slot].nextInIdentity = next
            if storage.contacts[slot].marks.contains(.isOverMerged) != isOverMerged {
                storage.contacts[slot].marks.formSymmetricDifference(.isOverMerged)
                overMergedContacts += isOverMerged ? 1 : -1
            }
            next = slot
        }
    }

    /// The aliases of removed contacts: the first remaining contact of their identity.
    private func orphans(_ formers: [Int32]) -> [OrphanedAlias] {
        var orphans: [OrphanedAlias] = []
        for former in formers {
            let members = members(ledBy: former)
            let isGone = { storage.contacts[$0].marks.contains(.isRemoved) }
            guard let heir = members.first(where: { !isGone($0) }) else { continue }
            for slot in members where isGone(slot) {
                orphans.append(OrphanedAlias(alias: id(slot), heir: id(heir)))
            }
        }
        return orphans
    }

    /// The id of a former leader, unless it still leads.
    private func retired(_ former: Int32) -> RetiredID? {
        let record = storage.contacts[former]
        guard record.marks.contains(.isRemoved) else {
            guard record.leader != former else { return nil }
            return RetiredID(id: id(former), heir: id(record.leader))
        }
        var next = record.nextInIdentity
        while next >= 0, storage.contacts[next].marks.contains(.isRemoved) {
            next = storage.contacts[next].nextInIdentity
        }
        return RetiredID(id: id(former), heir: next < 0 ? nil : id(storage.contacts[next].leader))
    }
}
