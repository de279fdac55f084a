import AudienceModel

/// Entries of one project's log that are applied in one transaction.
struct ApplyBatch: Sendable {
    let kind: Kind
    var entries: [LogEntry]
    /// Stored events that may equal those of the batch; nil before they were looked up.
    var storedEvents: [EventRecord]?

    enum Kind: Sendable, Hashable {
        /// Contacts and events.
        case items
        /// An action on one person, which needs everything before it to be applied.
        case action
        /// Contacts of a deleted data source, after the given number.
        case sourceRemoval(after: UInt32)
        /// What is stored under a name, of contacts or events after the given number.
        case nameRemoval(after: Int64)
    }
}
