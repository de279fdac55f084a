import AudienceModel
import Essentials

/// A contact that a batch touches: as it was before, and as the batch leaves it.
struct ContactDraft {
    let key: Key
    /// As it was before the batch; nil when it was not there.
    let record: ContactTable.Record?
    /// What the record holds; nil when there is none, or it cannot be read.
    let original: StoredContact?
    /// Why the record cannot be read.
    private let failure: UnreadableContact?
    /// As it is now; nil when it is not there.
    private(set) var current: StoredContact?
    private(set) var number: UInt32
    private(set) var createdAt: Timestamp
    private(set) var updatedAt: Timestamp
    /// Whether the contact must be stored.
    private var isDirty = false
    /// Whether the batch removed the contact that was there before it.
    private var isRemoved = false

    /// What names a contact of a data source within the project.
    struct Key: Hashable {
        let source: UInt16
        let userID: String
    }

    /// A contact that is not there.
    init(_ key: Key) {
        self.key = key
        record = nil
        original = nil
        failure = nil
        number = 0
        createdAt = Timestamp(microseconds: 0)
        updatedAt = createdAt
    }

    /// A contact of the memory.
    init(_ key: Key, _ record: ContactTable.Record) {
        self.key = key
        self.record = record
        do throws(UnreadableContact) {
            original = try record.contact()
            failure = nil
        } catch {
            original = nil
            failure = error
        }
        current = original
        number = record.number
        createdAt = record.createdAt
        updatedAt = record.updatedAt
    }

    /// Whether there is a contact, be it readable or not.
    var exists: Bool { current != nil || (failure != nil && !isRemoved) }

    /// Throws when there is a contact whose content is not known.
    func checkReadable() throws(UnreadableContact) {
        if let failure, !isRemoved, current == nil { throw failure }
    }

    /// Creates the contact with its first values.
    mutating func create(
        _ number: UInt32,
        _ assignments: [LogItem.Assignment],
        at moment: Timestamp
    ) {
        self.number = number
        var contact = StoredContact()
        _ = contact.assign(assignments, at: moment)
        current = contact
        createdAt = moment
        updatedAt = moment
        isDirty = true
    }

    /// Sets values; false when that changed nothing.
    mutating func assign(_ assignments: [LogItem.Assignment], at moment: Timestamp) -> Bool {
        guard current?.assign(assignments, at: moment) == true else { return false }
        updatedAt = moment
        isDirty = true
        return true
    }

    /// Sets a value of the platform, which is stronger than those of data sources.
    mutating func override(_ value: StoredContact.PlatformValue) {
        current?.override(value)
        updatedAt = value.at
        isDirty = true
    }

    /// Removes the contact; true when it was there before the batch.
    mutating func remove() -> Bool {
        current = nil
        isDirty = false
        guard record?.number == number else { return false }
        isRemoved = true
        return true
    }

    /// The edit that removes what was there before; nil when that stays.
    var removal: ContactEdit? {
        guard isRemoved, let record else { return nil }
        return .remove(record, old: original)
    }

    /// The edit that stores the contact, and whether it is new; nil when there is nothing to store.
    var storing: (record: ContactTable.Record, edit: ContactEdit, isNew: Bool)? {
        guard isDirty, let current else { return nil }
        let new = ContactTable.Record(
            number: number,
            source: key.source,
            userID: key.userID,
            payload: current.encoded,
            createdAt: createdAt,
            updatedAt: updatedAt
        )
        let isNew = record?.number != number
        return (new, .set(new, old: isNew ? nil : original, new: current), isNew)
    }
}
