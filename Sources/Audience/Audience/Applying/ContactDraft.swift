import AudienceModel
import Essentials

/// A contact that a batch changes: its state before and after the batch.
struct ContactDraft {
    let key: Key
    /// The contact before the batch; nil if it did not exist.
    let record: ContactTable.Record?
    /// The decoded record; nil if there is none, or it cannot be read.
    let original: StoredContact?
    /// Why the record cannot be read.
    private let failure: UnreadableContact?
    /// The contact now; nil if it does not exist.
    private(set) var current: StoredContact?
    private(set) var number: UInt32
    private(set) var createdAt: Timestamp
    private(set) var updatedAt: Timestamp
    /// Whether the contact must be stored.
    private var isDirty = false
    /// Whether the batch removed a contact that existed before it.
    private var isRemoved = false

    /// The key of a data source's contact within the project.
    struct Key: Hashable {
        let source: UInt16
        let userID: String
    }

    /// A contact that does not exist.
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

    /// Whether the contact exists, readable or not.
    var exists: Bool { current != nil || (failure != nil && !isRemoved) }

    /// Throws if the contact exists but cannot be read.
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

    /// Sets values; false if nothing changed.
    mutating func assign(_ assignments: [LogItem.Assignment], at moment: Timestamp) -> Bool {
        guard current?.assign(assignments, at: moment) == true else { return false }
        updatedAt = moment
        isDirty = true
        return true
    }

    /// Sets a value of the platform, which overrides those of data sources.
    mutating func override(_ value: StoredContact.PlatformValue) {
        current?.override(value)
        updatedAt = value.at
        isDirty = true
    }

    /// Removes the contact; true if it existed before the batch.
    mutating func remove() -> Bool {
        current = nil
        isDirty = false
        guard record?.number == number else { return false }
        isRemoved = true
        return true
    }

    /// The edit that removes the earlier contact; nil if it stays.
    var removal: ContactEdit? {
        guard isRemoved, let record else { return nil }
        return .remove(record, old: original)
    }

    /// The edit that stores the contact, and whether it is new; nil if there is nothing to store.
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
