public import AccountsModel
public import Essentials

/// Stores the ingest log, the contacts of data sources and their events.
///
/// The unified audience itself is not stored: it is derived from this data. Throws
/// ``ServiceError/unavailable(_:)`` if the store cannot answer and ``ServiceError/overloaded(_:)``
/// if its queue is full; nothing was done then.
public protocol AudienceStore: ImportStore {
    // MARK: The log

    /// Stores accepted calls and steps of imports; durable when it returns.
    ///
    /// Throws ``ServiceError/conflict(_:)`` if the import is not where its step began.
    func take(_ intake: IngestIntake) async throws(ServiceError)
    /// Entries that are not applied yet, oldest first, starting after the given one.
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
    /// Contacts ordered by number, starting after the given one.
    func sourceContacts(
        of project: ProjectID,
        after number: Int64,
        limit: Int
    ) async throws(ServiceError) -> [SourceContactRecord]
    /// The contacts with these numbers, in this order; unknown numbers are skipped.
    func sourceContacts(
        _ numbers: [Int64],
        of project: ProjectID
    ) async throws(ServiceError) -> [SourceContactRecord]
    /// One contact of a data source; nil if there is none.
    func sourceContact(
        _ userID: String,
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> SourceContactRecord?
    /// Events ordered by number, starting after the given one.
    func events(
        of project: ProjectID,
        after number: Int64,
        limit: Int
    ) async throws(ServiceError) -> [EventRecord]
    /// The events with these numbers, in this order; unknown numbers are skipped.
    func events(
        _ numbers: [Int64],
        of project: ProjectID
    ) async throws(ServiceError) -> [EventRecord]
    /// All former audience ids of a project.
    func aliases(of project: ProjectID) async throws(ServiceError) -> [AudienceAlias]

    // MARK: Catalogue and rules

    /// The catalogue entries of a project, in no particular order.
    func catalogue(of project: ProjectID) async throws(ServiceError) -> [CatalogueEntry]
    /// Changes the schema of a project, and notifies the process that applies its log.
    func change(_ schema: SchemaChange, audit: AuditEntry) async throws(ServiceError)
    /// The merge rules of a project as the service encodes them; nil for the defaults.
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
    /// One refused item; nil if there is none.
    func quarantined(
        _ item: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> QuarantinedItem?
    /// Replaces the JSON of a refused item; false if there is none.
    func mend(
        _ item: ObjectID,
        in project: ProjectID,
        json: String,
        audit: AuditEntry
    ) async throws(ServiceError) -> Bool
    /// Removes refused items, and returns how many there were.
    func discard(
        _ items: [ObjectID],
        in project: ProjectID,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int

    // MARK: Data sources

    /// The data sources of a project, oldest first, including deleted ones.
    func dataSources(of project: ProjectID) async throws(ServiceError) -> [DataSource]
    /// The counters of the data sources of a project, by identifier.
    func streamStatistics(
        of project: ProjectID
    ) async throws(ServiceError) -> [ObjectID: StreamStatistics]
    /// How many refused items a data source has.
    func quarantineCount(
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> Int
    /// Replaces the settings of a data source.
    func update(_ dataSource: DataSource, audit: AuditEntry) async throws(ServiceError)
    /// Marks a data source as deleted, revokes its tokens, and queues the removal of its contacts.
    func delete(
        _ dataSource: DataSource,
        by entry: IngestEntry,
        audit: AuditEntry
    ) async throws(ServiceError)

    // MARK: Erasure

    /// The receipt of an erasure; nil until it is done.
    func erasureReceipt(
        _ id: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> ErasureReceipt?
    /// Removes what was deleted from files that keep earlier versions of rows.
    func purge() async throws(ServiceError)
    /// Describes what still mentions a person; empty if nothing does.
    ///
    /// The numbers are those of the person's contacts; the texts are what could identify the
    /// person: user ids, e-mail addresses and phone numbers. Of the log, only entries before the
    /// given one count.
    func traces(
        of numbers: [Int64],
        texts: [String],
        before entry: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [String]
}
