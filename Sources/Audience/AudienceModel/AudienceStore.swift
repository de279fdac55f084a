public import AccountsModel
public import Essentials

/// Where the ingest log, the contacts of data sources and their events are kept.
///
/// The unified audience itself is never stored: it is derived from what is kept here. Throws
/// ``ServiceError/unavailable(_:)`` when the store cannot answer and
/// ``ServiceError/overloaded(_:)`` when its queue is full; then nothing was done.
public protocol AudienceStore: ImportStore {
    // MARK: The log

    /// Stores accepted calls and steps of imports; durable when it returns.
    ///
    /// Throws ``ServiceError/conflict(_:)`` when the import is not where its step began.
    func take(_ intake: IngestIntake) async throws(ServiceError)
    /// Entries that are not applied yet, oldest first, after the given one.
    func ingestLog(
        after entry: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [IngestEntry]
    /// Which of the entries are not applied yet.
    func pending(
        _ entries: [ObjectID],
        in project: ProjectID
    ) async throws(ServiceError) -> Set<ObjectID>
    /// Stores an accepted call for another process, which is notified and applies it.
    func leave(_ intake: IngestIntake, audit: AuditEntry) async throws(ServiceError)
    /// Applies changes in one transaction, and removes their entries from the log.
    func apply(_ changes: AudienceChanges) async throws(ServiceError)

    // MARK: Contacts and events

    /// The projects that have data sources.
    func projectsWithDataSources() async throws(ServiceError) -> [ProjectID]
    /// Contacts in the order of their numbers, after the given one.
    func sourceContacts(
        of project: ProjectID,
        after number: Int64,
        limit: Int
    ) async throws(ServiceError) -> [SourceContactRecord]
    /// The contacts with these numbers, in that order; those that are not there are missing.
    func sourceContacts(
        _ numbers: [Int64],
        of project: ProjectID
    ) async throws(ServiceError) -> [SourceContactRecord]
    /// One contact of a data source; nil when there is none.
    func sourceContact(
        _ userID: String,
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> SourceContactRecord?
    /// Events in the order of their numbers, after the given one.
    func events(
        of project: ProjectID,
        after number: Int64,
        limit: Int
    ) async throws(ServiceError) -> [EventRecord]
    /// The events with these numbers, in that order; those that are not there are missing.
    func events(
        _ numbers: [Int64],
        of project: ProjectID
    ) async throws(ServiceError) -> [EventRecord]
    /// All old audience ids of a project.
    func aliases(of project: ProjectID) async throws(ServiceError) -> [AudienceAlias]

    // MARK: Catalogue and rules

    /// What was discovered in a project, in no particular order.
    func catalogue(of project: ProjectID) async throws(ServiceError) -> [CatalogueEntry]
    /// The merge rules of a project, in the encoding of the service; nil for the defaults.
    func audienceRules(of project: ProjectID) async throws(ServiceError) -> [UInt8]?
    /// Replaces the merge rules of a project.
    func saveAudienceRules(
        _ rules: [UInt8],
        of project: ProjectID,
        audit: AuditEntry
    ) async throws(ServiceError)

    // MARK: Quarantine

    /// Refused items of a data source, newest first, older than the given one.
    func quarantine(
        of dataSource: ObjectID,
        in project: ProjectID,
        before item: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [QuarantinedItem]
    /// One refused item; nil when there is none.
    func quarantined(
        _ item: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> QuarantinedItem?
    /// Replaces the JSON of a refused item; false when there is none.
    func mend(
        _ item: ObjectID,
        in project: ProjectID,
        json: String,
        audit: AuditEntry
    ) async throws(ServiceError) -> Bool
    /// Removes refused items; returns how many there were.
    func discard(
        _ items: [ObjectID],
        in project: ProjectID,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int

    // MARK: Data sources

    /// The data sources of a project, oldest first, deleted ones included.
    func dataSources(of project: ProjectID) async throws(ServiceError) -> [DataSource]
    /// What data sources have been sent, by their identifiers.
    func streamStatistics(
        of project: ProjectID
    ) async throws(ServiceError) -> [ObjectID: StreamStatistics]
    /// How many items of a data source lie in the quarantine.
    func quarantineCount(
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> Int
    /// Replaces what the operator chose of a data source.
    func update(_ dataSource: DataSource, audit: AuditEntry) async throws(ServiceError)
    /// Marks a data source as deleted, revokes its tokens, and queues the removal of its contacts.
    func delete(
        _ dataSource: DataSource,
        by entry: IngestEntry,
        audit: AuditEntry
    ) async throws(ServiceError)

    // MARK: Erasure

    /// The receipt of an erasure; nil when it was not done yet.
    func erasureReceipt(
        _ id: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> ErasureReceipt?
    /// Where in the store traces of a person remain, in words; empty when there are none.
    ///
    /// The numbers are those that the person's contacts had; the texts are what the person could be
    /// known by, as user ids, e-mail addresses and phone numbers; of the log only what came before
    /// the entry counts.
    func traces(
        of numbers: [Int64],
        texts: [String],
        before entry: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [String]
}
