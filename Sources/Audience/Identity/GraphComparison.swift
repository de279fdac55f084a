/// The differences between the identities of two graphs with the same contacts.
///
/// New rules come into force in the same way: the caller fills a graph with the contacts, applies
/// further changes to both, and then writes the identities that differ.
public struct GraphComparison {
    private let old: IdentityGraph
    private let new: IdentityGraph

    /// Prepares the comparison.
    public init(from old: IdentityGraph, to new: IdentityGraph) {
        self.old = old
        self.new = new
    }

    /// Calls the body with each new identity that did not exist before.
    ///
    /// The second argument is the number of old identities that its members come from.
    public func forEachChange(_ body: (_ identity: MergedIdentity, _ formers: Int) -> Void) {
        for slot in 0..<Int32(new.storage.contacts.count) where new.isLeader(slot) {
            let members = new.members(ledBy: slot)
            let formers = Set(members.map(formerLeader))
            if formers.count == 1, isUnchanged(slot, members) { continue }
            body(new.identity(ledBy: slot), formers.subtracting([-1]).count)
        }
    }

    /// Calls the body with each id that named an old identity and names no new one.
    public func forEachRetiredID(_ body: (RetiredID) -> Void) {
        for slot in 0..<Int32(old.storage.contacts.count) where old.isLeader(slot) {
            let record = old.storage.contacts[slot]
            guard let place = new.storage.slot(of: record.hash) else {
                body(RetiredID(id: old.id(slot), heir: nil))
                continue
            }
            let leader = new.storage.contacts[place].leader
            if leader != place { body(RetiredID(id: old.id(slot), heir: new.id(leader))) }
        }
    }

    /// The number of new identities with members of more than one old identity.
    var dispersed: Int {
        var count = 0
        for slot in 0..<Int32(new.storage.contacts.count) where new.isLeader(slot) {
            let members = new.members(ledBy: slot)
            if members.count > 1, Set(members.map(formerLeader)).count > 1 { count += 1 }
        }
        return count
    }

    /// The old leader of the contact; a contact that did not exist has none.
    private func formerLeader(_ slot: Int32) -> Int32 {
        guard let place = old.storage.slot(of: new.storage.contacts[slot].hash) else { return -1 }
        return old.storage.contacts[place].leader
    }

    private func isUnchanged(_ leader: Int32, _ members: [Int32]) -> Bool {
        let former = formerLeader(leader)
        guard former >= 0 else { return false }
        let formerRecord = old.storage.contacts[former]
        let record = new.storage.contacts[leader]
        return formerRecord.hash == record.hash
            && formerRecord.marks.contains(.isOverMerged) == record.marks.contains(.isOverMerged)
            && old.members(ledBy: former).count == members.count
    }
}
