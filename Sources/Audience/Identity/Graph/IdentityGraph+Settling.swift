/// How the identities follow the contacts.
///
/// Every component that a batch changes contains a seed: a contact whose values changed, a holder
/// of each value that was given up, all holders of a value that became shared by too many or
/// ceased to be. From each seed a search finds the component, or that it is too large.
extension IdentityGraph {
    /// New identities before they are compared with the old ones.
    struct Draft {
        struct Identity {
            let members: Range<Int>
            let isOverMerged: Bool
        }

        var members: [Int32] = []
        var identities: [Identity] = []
        /// Contacts and values whose marks must be cleared.
        var marked: [Int32] = []
        var dissolvedValues: [Int32] = []
    }

    /// Gives every contact near a seed its identity, and forgets the seeds.
    mutating func settle() -> IdentityChange {
        guard !seeds.isEmpty || !removed.isEmpty else { return IdentityChange() }
        var draft = Draft()
        for seed in seeds {
            let marks = storage.contacts[seed].marks
            if marks.contains(.isRemoved) || marks.contains(.isExpanded) { continue }
            if marks.contains(.isCrowded) {
                dissolve(from: seed, &draft)
            } else if !marks.contains(.isSettled) {
                if let component = wholeComponent(of: seed, &draft) {
                    divide(component, &draft)
                } else {
                    dissolve(from: seed, &draft)
                }
            }
        }
        let change = record(draft)
        for slots in [seeds, removed, draft.marked, draft.members] {
            for slot in slots { storage.contacts[slot].marks.formIntersection(.lasting) }
        }
        for value in draft.dissolvedValues { storage.values[value].isDissolved = false }
        for slot in removed where storage.contacts[slot].marks.contains(.isRemoved) {
            if storage.contacts[slot].marks.contains(.isOverMerged) { overMergedContacts -= 1 }
            storage.freeContact(slot)
        }
        seeds.removeAll(keepingCapacity: true)
        removed.removeAll(keepingCapacity: true)
        onlyJoins = true
        return change
    }

    // MARK: Components

    /// All contacts of the component; nil if it has more than an identity may have.
    private mutating func wholeComponent(of seed: Int32, _ draft: inout Draft) -> [Int32]? {
        var queue = [seed]
        var searched: [Int32] = []
        storage.contacts[seed].marks.insert(.isReached)
        let isWhole = search(&queue, &searched)
        for value in searched { storage.values[value].isSearched = false }
        for slot in queue {
            storage.contacts[slot].marks.remove(.isReached)
            if !isWhole { storage.contacts[slot].marks.insert(.isCrowded) }
        }
        if isWhole { return queue }
        draft.marked += queue
        return nil
    }

    /// Adds all reachable contacts to the queue; false if it grows too large.
    private mutating func search(_ queue: inout [Int32], _ searched: inout [Int32]) -> Bool {
        if onlyJoins, storage.contacts[queue[0]].marks.contains(.isOverMerged) { return false }
        var position = 0
        while position < queue.count {
            var membership = storage.contacts[queue[position]].memberships
            position += 1
            while membership >= 0 {
                let value = storage.memberships[membership].value
                membership = storage.memberships[membership].nextOfContact
                let record = storage.values[value]
                guard joins(record), !record.isSearched else { continue }
                storage.values[value].isSearched = true
                searched.append(value)
                var holding = record.holders
                while holding >= 0 {
                    let holder = storage.memberships[holding]
                    holding = holder.nextOfValue
                    let marks = storage.contacts[holder.contact].marks
                    if marks.contains(.isReached) { continue }
                    if marks.contains(.isCrowded) { return false }
                    if onlyJoins, marks.contains(.isOverMerged) { return false }
                    guard queue.count < rules.contactsPerIdentity else { return false }
                    storage.contacts[holder.contact].marks.insert(.isReached)
                    queue.append(holder.contact)
                }
            }
        }
        return true
    }

    /// Drafts the identities of a component of a permitted size.
    private mutating func divide(_ component: [Int32], _ draft: inout Draft) {
        if rules.authoritative == .none || component.count == 1 {
            propose(component, isOverMerged: false, &draft)
        } else {
            let partition = ComponentPartition(component, in: self)
            for identity in partition.identities {
                propose(identity, isOverMerged: false, &draft)
            }
        }
    }

    /// Drafts identities by `_user_id` for the seed and the contacts that joined its large
    /// component.
    ///
    /// Contacts that already belonged to such a component keep their identities, so the search
    /// does not continue beyond them: its cost depends on the change, not on the size of the
    /// component.
    private mutating func dissolve(from seed: Int32, _ draft: inout Draft) {
        var queue = [seed]
        storage.contacts[seed].marks.insert(.isExpanded)
        draft.marked.append(seed)
        var position = 0
        while position < queue.count {
            let contact = queue[position]
            position += 1
            if !storage.contacts[contact].marks.contains(.isSettled) {
                propose(userIDGroup(of: contact), isOverMerged: true, &draft)
            }
            var membership = storage.contacts[contact].memberships
            while membership >= 0 {
                let value = storage.memberships[membership].value
                membership = storage.memberships[membership].nextOfContact
                let record = storage.values[value]
                guard joins(record), !record.isDissolved else { continue }
                storage.values[value].isDissolved = true
                draft.dissolvedValues.append(value)
                var holding = record.holders
                while holding >= 0 {
                    let holder = storage.memberships[holding]
                    holding = holder.nextOfValue
                    let marks = storage.contacts[holder.contact].marks
                    if marks.contains(.isOverMerged) || marks.contains(.isExpanded) { continue }
                    storage.contacts[holder.contact].marks.insert(.isExpanded)
                    draft.marked.append(holder.contact)
                    queue.append(holder.contact)
                }
            }
        }
    }

    /// The contacts with the same `_user_id`, or the contact alone.
    private func userIDGroup(of contact: Int32) -> [Int32] {
        for value in storage.memberships(of: contact) {
            let record = storage.values[value]
            if record.key.rank == 0, joins(record) { return Array(storage.holders(of: value)) }
        }
        return [contact]
    }

    private mutating func propose(
        _ members: [Int32],
        isOverMerged: Bool,
        _ draft: inout Draft
    ) {
        let start = draft.members.count
        draft.members += members.count > 1 ? members.sorted(by: storage.precedes) : members
        let marks: ContactRecord.Marks = isOverMerged ? [.isSettled, .isCrowded] : .isSettled
        for slot in members { storage.contacts[slot].marks.formUnion(marks) }
        let range = start..<draft.members.count
        draft.identities.append(Draft.Identity(members: range, isOverMerged: isOverMerged))
    }
}
