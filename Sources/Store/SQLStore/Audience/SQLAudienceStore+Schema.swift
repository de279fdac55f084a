public import AccountsModel
public import AudienceModel
import Database
public import Essentials

extension SQLAudienceStore {
    /// Changes the schema of a project, and notifies the process that applies its log.
    public func change(
        _ schema: SchemaChange,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try await store.change(.audience, audit: audit) { transaction in
            let project = SQLValue(schema.project)
            try transaction.executeMany(
                CatalogueEntry.removal,
                schema.removed.map {
                    [project, .text($0.kind.rawValue), .text($0.eventType), .text($0.uid)]
                }
            )
            try transaction.replace(schema.set)
            try transaction.insertMany(
                into: "ingest_log",
                columns: IngestEntry.columns.names,
                rows: [schema.entry].compactMap(\.self).map(IngestEntry.columns.values)
            )
        }
    }
}

extension SQLTransaction {
    /// Stores what calls and batches change in the catalogue.
    func note(_ changes: CatalogueChanges) throws(DatabaseError) {
        try executeMany(
            CatalogueEntry.removal + " AND updated_at = $5",
            changes.forgotten.map {
                [
                    SQLValue($0.project), .text($0.kind.rawValue), .text($0.eventType),
                    .text($0.uid), SQLValue($0.updatedAt),
                ]
            }
        )
        try insertMany(
            into: "catalogue_entry",
            columns: CatalogueEntry.columns.names,
            rows: changes.discovered.map(CatalogueEntry.columns.values),
            onConflict: .ignore
        )
        try replace(changes.widened)
    }

    /// Adds entries, or replaces older versions of them.
    fileprivate func replace(_ entries: [CatalogueEntry]) throws(DatabaseError) {
        let names = CatalogueEntry.columns.names
        let places = (1...names.count).map { "$\($0)" }.joined(separator: ", ")
        try executeMany(
            """
            INSERT INTO catalogue_entry (\(CatalogueEntry.columns)) VALUES (\(places))
            ON CONFLICT (project_id, kind, event_type, uid) DO UPDATE SET
                data_type = excluded.data_type, most_values = excluded.most_values,
                label = excluded.label, details = excluded.details, flags = excluded.flags,
                updated_at = excluded.updated_at
            WHERE catalogue_entry.updated_at <= excluded.updated_at
            """,
            entries.map(CatalogueEntry.columns.values)
        )
    }
}

extension CatalogueEntry {
    fileprivate static let removal = """
        DELETE FROM catalogue_entry
        WHERE project_id = $1 AND kind = $2 AND event_type = $3 AND uid = $4
        """
}
