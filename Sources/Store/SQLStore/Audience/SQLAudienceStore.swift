public import AccountsModel
public import AudienceModel
import Database
public import Essentials

/// The ingest log, contacts and events in SQL; concurrent calls share a commit.
///
/// All writes use the bulk lane, so that an import of a million contacts delays a message by one
/// bounded batch at most.
public final class SQLAudienceStore: AudienceStore {
    let store: SQLStore
    private let intakes: Batcher<IngestIntake, Bool>

    /// Creates the port; the schema must be up to date.
    public init(_ store: SQLStore) {
        self.store = store
        intakes = Batcher(
            store.database,
            lane: .bulk,
            capacity: 4096,
            capacityPerShare: 2048,
            mostPerTransaction: 128
        ) { transaction, intakes in
            try transaction.take(intakes)
            return intakes.map { _ in true }
        }
    }

    /// Stores the result of a call or of a step of an import; durable when it returns.
    public func take(_ intake: IngestIntake) async throws(ServiceError) {
        do {
            _ = try await intakes.submit(intake, of: intake.project?.number ?? 0)
        } catch {
            throw ServiceError(store: error)
        }
    }

    /// Applies changes and removes their log entries, in one transaction.
    public func apply(_ changes: AudienceChanges) async throws(ServiceError) {
        try await store.write(.bulk) { try $0.apply(changes) }
    }

    /// Entries that are not applied yet, oldest first, starting after the given one.
    public func ingestLog(
        after entry: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [IngestEntry] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(IngestEntry.columns) FROM ingest_log WHERE id > $1 ORDER BY id LIMIT $2
                """,
                [SQLValue(entry ?? ObjectID(high: 0, low: 0)), SQLValue(limit)]
            ).decoded(IngestEntry.init)
        }
    }

    /// Which of the entries are not applied yet.
    public func pending(
        _ entries: [ObjectID],
        in project: ProjectID
    ) async throws(ServiceError) -> Set<ObjectID> {
        try await store.read { reader in
            let found = try reader.queryMany(
                "SELECT id FROM ingest_log WHERE project_id = $1 AND id = $2",
                entries.map { [SQLValue(project), SQLValue($0)] }
            )
            return Set(try found.joined().map { try $0.objectID(0) })
        }
    }

    /// Stores the result of a call and notifies the process that applies the log.
    public func leave(_ intake: IngestIntake, audit: AuditEntry) async throws(ServiceError) {
        try await store.change(.audience, audit: audit) { try $0.take([intake]) }
    }
}

extension SQLTransaction {
    /// Stores the results of calls.
    fileprivate func take(_ intakes: [IngestIntake]) throws {
        for checkpoint in intakes.compactMap(\.checkpoint) { try advance(checkpoint) }
        try insertMany(
            into: "ingest_log",
            columns: IngestEntry.columns.names,
            rows: intakes.compactMap(\.entry).map(IngestEntry.columns.values)
        )
        for intake in intakes where !intake.catalogue.isEmpty { try note(intake.catalogue) }
        let dropped = try QuarantineWriter(transaction: self).add(intakes.flatMap(\.quarantined))
        try add(intakes.compactMap(\.statistics) + dropped)
    }

    /// Applies the changes of one project, unless they were applied before.
    ///
    /// A commit whose answer was lost is retried; its entries are not in the log any more.
    fileprivate func apply(_ changes: AudienceChanges) throws(DatabaseError) {
        let project = SQLValue(changes.project)
        let finished = try executeMany(
            "DELETE FROM ingest_log WHERE project_id = $1 AND id = $2",
            changes.finished.map { [project, SQLValue($0)] }
        )
        guard finished.isEmpty || finished.contains(1) else { return }
        try applyContacts(changes)
        try applyAliases(changes)
        if !changes.catalogue.isEmpty { try note(changes.catalogue) }
        try executeMany(
            "DELETE FROM quarantine WHERE project_id = $1 AND id = $2",
            changes.unquarantined.map { [project, SQLValue($0)] }
        )
        let dropped = try QuarantineWriter(transaction: self).add(changes.quarantined)
        try add(changes.statistics + dropped)
        for erasure in changes.erasures { try erase(erasure) }
    }

    private func applyAliases(_ changes: AudienceChanges) throws(DatabaseError) {
        let project = SQLValue(changes.project)
        try executeMany(
            """
            INSERT INTO audience_alias (project_id, audience_id, heir_id) VALUES ($1, $2, $3)
            ON CONFLICT (project_id, audience_id) DO UPDATE SET heir_id = excluded.heir_id
            """,
            changes.aliases.map { [project, SQLValue($0.audienceID), SQLValue($0.heirID)] }
        )
        try executeMany(
            "DELETE FROM audience_alias WHERE project_id = $1 AND audience_id = $2",
            changes.removedAliases.map { [project, SQLValue($0)] }
        )
    }

    /// Removes what mentions a person from the quarantine and from import problems, and stores the
    /// receipt.
    private func erase(_ erasure: Erasure) throws(DatabaseError) {
        let project = erasure.receipt.project
        let person = PersonMention(erasure.texts)
        let items = try mentions(of: person, in: project)
        try executeMany(
            "DELETE FROM quarantine WHERE project_id = $1 AND id = $2",
            items.map { [SQLValue(project), SQLValue($0)] }
        )
        var receipt = erasure.receipt
        receipt.quarantinedCount = items.count
        try eraseProblems(mentioning: person, in: project)
        try insertMany(
            into: "erasure_receipt",
            columns: ErasureReceipt.columns.names,
            rows: [ErasureReceipt.columns.values(of: receipt)],
            onConflict: .ignore
        )
    }

    private func applyContacts(_ changes: AudienceChanges) throws(DatabaseError) {
        let project = SQLValue(changes.project)
        try executeMany(
            "DELETE FROM event WHERE project_id = $1 AND number = $2",
            changes.removedEvents.map { [project, .integer($0)] }
        )
        try executeMany(
            "DELETE FROM source_contact WHERE project_id = $1 AND number = $2",
            changes.removedContacts.map { [project, .integer($0)] }
        )
        try insertMany(
            into: "source_contact",
            columns: ["project_id"] + SourceContactRecord.columns.names,
            rows: changes.added.map {
                SourceContactRecord.columns.values(of: $0, after: [project])
            }
        )
        try executeMany(
            """
            UPDATE source_contact SET payload = $3, updated_at = $4
            WHERE project_id = $1 AND number = $2
            """,
            changes.updated.map {
                [project, .integer($0.number), .blob($0.payload), SQLValue($0.updatedAt)]
            }
        )
        try insertMany(
            into: "event",
            columns: ["project_id"] + EventRecord.columns.names,
            rows: changes.events.map { EventRecord.columns.values(of: $0, after: [project]) }
        )
        try executeMany(
            "UPDATE event SET payload = $3 WHERE project_id = $1 AND number = $2",
            changes.updatedEvents.map { [project, .integer($0.number), .blob($0.payload)] }
        )
    }
}

extension IngestIntake {
    /// The project that it belongs to; nil for an entry of the audit log alone.
    fileprivate var project: ProjectID? {
        entry?.project ?? quarantined.first?.project ?? statistics?.project ?? checkpoint?.project
    }
}
