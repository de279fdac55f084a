public import AccountsModel
public import AudienceModel
import Database
public import Essentials

extension SQLAudienceStore {
    /// The data sources of a project, oldest first, including deleted ones.
    public func dataSources(of project: ProjectID) async throws(ServiceError) -> [DataSource] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(DataSource.columns) FROM data_source WHERE project_id = $1
                ORDER BY sequence
                """,
                [SQLValue(project)]
            ).decoded(DataSource.init)
        }
    }

    /// The projects that have data sources.
    public func projectsWithDataSources() async throws(ServiceError) -> [ProjectID] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT DISTINCT project_id FROM data_source WHERE deleted_at IS NULL
                ORDER BY project_id
                """,
                []
            ).map { try $0.projectID(0) }
        }
    }

    /// The counters of the data sources of a project, by identifier.
    public func streamStatistics(
        of project: ProjectID
    ) async throws(ServiceError) -> [ObjectID: StreamStatistics] {
        try await store.read { reader in
            let rows = try reader.query(
                """
                SELECT data_source_id, \(StreamStatistics.columns) FROM stream_statistics
                WHERE project_id = $1
                """,
                [SQLValue(project)]
            )
            var statistics: [ObjectID: StreamStatistics] = [:]
            for row in rows {
                var row = RowReader(row)
                statistics[try row.objectID()] = try StreamStatistics(&row)
            }
            return statistics
        }
    }

    /// Updates the name and settings of a data source.
    public func update(
        _ dataSource: DataSource,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try await store.change(.accounts, audit: audit) { transaction in
            let count = try transaction.execute(
                """
                UPDATE data_source SET
                    name = $2, details = $3, tags = $4, audience_tags = $5,
                    default_country = $6, locale = $7, time_zone = $8, priority = $9,
                    updated_at = $10
                WHERE id = $1 AND deleted_at IS NULL
                """,
                [SQLValue(dataSource.id)] + dataSource.profileValues
                    + [SQLValue(dataSource.updatedAt)]
            )
            guard count == 1 else { throw ServiceError.notFound("data source \(dataSource.id)") }
        }
    }

    /// Marks a data source as deleted, revokes its tokens and queues the removal of its contacts.
    public func delete(
        _ dataSource: DataSource,
        by entry: IngestEntry,
        audit: AuditEntry
    ) async throws(ServiceError) {
        let now = dataSource.deletedAt ?? store.clock.now
        try await store.change(.accounts, audit: audit) { transaction in
            let count = try transaction.execute(
                "UPDATE data_source SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL",
                [SQLValue(dataSource.id), SQLValue(now)]
            )
            guard count == 1 else { throw ServiceError.notFound("data source \(dataSource.id)") }
            try transaction.execute(
                """
                UPDATE token SET revoked_at = $2 WHERE data_source_id = $1 AND revoked_at IS NULL
                """,
                [SQLValue(dataSource.id), SQLValue(now)]
            )
            try transaction.removeImports(of: dataSource.id, in: dataSource.project)
            try transaction.insertMany(
                into: "ingest_log",
                columns: IngestEntry.columns.names,
                rows: [IngestEntry.columns.values(of: entry)]
            )
        }
    }
}
