import Collections
import Essentials

/// The contacts of a graph, their values, and who holds which; it knows no identities.
struct GraphStorage: Sendable {
    var contacts = ChunkedArray<ContactRecord>()
    var values = ChunkedArray<ValueRecord>()
    private(set) var memberships = ChunkedArray<Membership>()
    /// The data sources that the graph has seen; contacts refer to them by index.
    private(set) var sources: [DataSourceNumber] = []
    private(set) var contactCount = 0
    private(set) var valueCount = 0
    private(set) var membershipCount = 0

    private var sourcePlaces: [DataSourceNumber: UInt16] = [:]
    private var contactIndex = HashIndex()
    private var valueIndex = HashIndex()
    private var freeContact: Int32 = -1
    private var freeValue: Int32 = -1
    private var freeMembership: Int32 = -1

    // MARK: Contacts

    /// The slot of the contact.
    func slot(of hash: ContactHash) -> Int32? {
        contactIndex.first(under: hash.low) { contacts[Int32(bitPattern: $0)].hash == hash }
            .map { Int32(bitPattern: $0) }
    }

    /// Adds a contact that does not exist yet; nil if there is no room for its data source.
    mutating func addContact(
        _ hash: ContactHash,
        source: DataSourceNumber,
        number: Int64
    ) -> Int32? {
        guard let place = place(of: source) else { return nil }
        let record = ContactRecord(hash: hash, number: number, source: place)
        let slot: Int32
        if freeContact >= 0 {
            slot = freeContact
            freeContact = contacts[slot].nextInIdentity
            contacts[slot] = record
        } else {
            slot = contacts.append(record)
        }
        contactIndex.insert(UInt32(bitPattern: slot), under: hash.low)
        contactCount += 1
        return slot
    }

    /// Frees the record of a contact that holds no values.
    mutating func freeContact(_ slot: Int32) {
        contactIndex.remove(UInt32(bitPattern: slot), under: contacts[slot].hash.low)
        contacts[slot].marks = .isRemoved
        contacts[slot].leader = -1
        contacts[slot].nextInIdentity = freeContact
        freeContact = slot
        contactCount -= 1
    }

    /// The index of the data source, which it keeps from now on.
    private mutating func place(of source: DataSourceNumber) -> UInt16? {
        if let known = sourcePlaces[source] { return known }
        guard sources.count <= Int(UInt16.max) else { return nil }
        let place = UInt16(sources.count)
        sources.append(source)
        sourcePlaces[source] = place
        return place
    }

    /// The index of a data source that the graph has seen.
    func knownPlace(of source: DataSourceNumber) -> UInt16? { sourcePlaces[source] }

    /// The fixed order of contacts: by data source in order of creation, then by hash.
    func precedes(_ left: Int32, _ right: Int32) -> Bool {
        let (left, right) = (contacts[left], contacts[right])
        if left.source == right.source { return left.hash < right.hash }
        return sources[Int(left.source)] < sources[Int(right.source)]
    }

    // MARK: Memberships

    /// The slot of the value.
    func slot(of key: MergeKey) -> Int32? {
        valueIndex.first(under: key.low) { values[Int32(bitPattern: $0)].key == key }
            .map { Int32(bitPattern: $0) }
    }

    /// The contact's memberships.
    func memberships(of contact: Int32) -> MembershipsOfContact {
        MembershipsOfContact(memberships: memberships, slot: contacts[contact].memberships)
    }

    /// The contacts that hold the value.
    func holders(of value: Int32) -> HoldersOfValue {
        HoldersOfValue(memberships: memberships, slot: values[value].holders)
    }

    /// Records that the contact now holds the value; returns the value's slot.
    mutating func link(_ contact: Int32, _ key: MergeKey) -> Int32 {
        let value = slot(of: key) ?? addValue(key)
        let first = values[value].holders
        let membership = Membership(
            contact: contact,
            value: value,
            nextOfContact: contacts[contact].memberships,
            nextOfValue: first,
            previousOfValue: -1
        )
        let slot: Int32
        if freeMembership >= 0 {
            slot = freeMembership
            freeMembership = memberships[slot].nextOfContact
            memberships[slot] = membership
        } else {
            slot = memberships.append(membership)
        }
        if first >= 0 { memberships[first].previousOfValue = slot }
        values[value].holders = slot
        values[value].count += 1
        contacts[contact].memberships = slot
        membershipCount += 1
        return value
    }

    /// Records that the contact no longer holds the value.
    mutating func unlink(_ contact: Int32, _ value: Int32) {
        var before: Int32 = -1
        var slot = contacts[contact].memberships
        while slot >= 0, memberships[slot].value != value {
            before = slot
            slot = memberships[slot].nextOfContact
        }
        guard slot >= 0 else { return }
        let membership = memberships[slot]
        if before >= 0 {
            memberships[before].nextOfContact = membership.nextOfContact
        } else {
            contacts[contact].memberships = membership.nextOfContact
        }
        if membership.previousOfValue >= 0 {
            memberships[membership.previousOfValue].nextOfValue = membership.nextOfValue
        } else {
            values[value].holders = membership.nextOfValue
        }
        if membership.nextOfValue >= 0 {
            memberships[membership.nextOfValue].previousOfValue = membership.previousOfValue
        }
        memberships[slot].nextOfContact = freeMembership
        freeMembership = slot
        membershipCount -= 1
        values[value].count -= 1
        if values[value].count == 0 { freeValue(value) }
    }

    private mutating func addValue(_ key: MergeKey) -> Int32 {
        let slot: Int32
        if freeValue >= 0 {
            slot = freeValue
            freeValue = values[slot].holders
            values[slot] = ValueRecord(key: key)
        } else {
            slot = values.append(ValueRecord(key: key))
        }
        valueIndex.insert(UInt32(bitPattern: slot), under: key.low)
        valueCount += 1
        return slot
    }

    private mutating func freeValue(_ slot: Int32) {
        valueIndex.remove(UInt32(bitPattern: slot), under: values[slot].key.low)
        values[slot].holders = freeValue
        freeValue = slot
        valueCount -= 1
    }

    /// The allocated memory in bytes.
    var bytes: Int {
        contacts.bytes + values.bytes + memberships.bytes + contactIndex.bytes + valueIndex.bytes
    }
}

/// The values that a contact holds, as slots.
struct MembershipsOfContact: Sequence, IteratorProtocol {
    fileprivate let memberships: ChunkedArray<Membership>
    fileprivate var slot: Int32

    mutating func next() -> Int32? {
        guard slot >= 0 else { return nil }
        let membership = memberships[slot]
        slot = membership.nextOfContact
        return membership.value
    }
}

/// The contacts that hold a value, as slots.
struct HoldersOfValue: Sequence, IteratorProtocol {
    fileprivate let memberships: ChunkedArray<Membership>
    fileprivate var slot: Int32

    mutating func next() -> Int32? {
        guard slot >= 0 else { return nil }
        let membership = memberships[slot]
        slot = membership.nextOfValue
        return membership.contact
    }
}
