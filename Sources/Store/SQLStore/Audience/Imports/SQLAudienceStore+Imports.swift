public import AccountsModel
public import AudienceModel
import Database
public import Essentials

extension SQLAudienceStore {
    /// Creates an import, and removes the oldest finished ones of its data source.
    public func create(_ job: ImportJob, audit: AuditEntry) async throws(ServiceError) {
        try await store.change(.imports, audit: audit) { transaction in
            let unfinished = try transaction.query(
                """
                SELECT data_source_id, COUNT(*) FROM audience_import
                WHERE project_id = $1 AND ended_at IS NULL GROUP BY data_source_id
                """,
                [SQLValue(job.project)]
            ).map { row in (source: try row.objectID(0), count: try row.int(1)) }
            let ofSource = unfinished.first { $0.source == job.dataSource }?.count ?? 0
            try Self.refuse(ofSource, ImportLimits.unfinishedOfDataSource, "data source")
            try Self.refuse(
                unfinished.reduce(0) { $0 + $1.count },
                ImportLimits.unfinished,
                "project"
            )
            try transaction.forgetImports(of: job.dataSource, in: job.project)
            try transaction.insertMany(
                into: "audience_import",
                columns: ImportJob.columns.names,
                rows: [ImportJob.columns.values(of: job)]
            )
        }
    }

    private static func refuse(_ count: Int, _ most: Int, _ owner: String) throws(ServiceError) {
        guard count >= most else { return }
        throw .conflict(
            "the \(owner) has \(most) imports under way, the most;"
                + " wait until one ends, or cancel one"
        )
    }

    /// An import of a data source; nil if there is none.
    public func importJob(
        _ id: ObjectID,
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> ImportJob? {
        try await store.read { reader in
            guard let job = try reader.importJob(id, in: project) else { return nil }
            return job.dataSource == dataSource ? job : nil
        }
    }

    /// The imports of a data source, newest first.
    public func importJobs(
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [ImportJob] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(ImportJob.columns) FROM audience_import
                WHERE project_id = $1 AND data_source_id = $2 ORDER BY id DESC
                """,
                [SQLValue(project), SQLValue(dataSource)]
            ).decoded(ImportJob.init)
        }
    }

    /// The unfinished imports of all projects, oldest first.
    public func unfinishedImports() async throws(ServiceError) -> [ImportJob] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(ImportJob.columns) FROM audience_import WHERE ended_at IS NULL
                ORDER BY id
                """
            ).decoded(ImportJob.init)
        }
    }

    /// The problems of an import, in order, starting after the given one.
    public func problems(
        of job: ObjectID,
        in project: ProjectID,
        after number: Int,
        limit: Int
    ) async throws(ServiceError) -> [ImportProblem] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(ImportProblem.columns) FROM import_problem
                WHERE project_id = $1 AND import_id = $2 AND number > $3
                ORDER BY number LIMIT $4
                """,
                [SQLValue(project), SQLValue(job), SQLValue(number), SQLValue(limit)]
            ).decoded(ImportProblem.init)
        }
    }

    /// Cancels an import and deletes its content; false if it has ended.
    public func cancel(_ job: ImportJob, audit: AuditEntry) async throws(ServiceError) -> Bool {
        try await store.change(.imports, audit: audit) { transaction in
            let count = try transaction.execute(
                """
                UPDATE audience_import SET state = $3, ended_at = $4, updated_at = $4
                WHERE project_id = $1 AND id = $2 AND ended_at IS NULL
                """,
                [
                    SQLValue(job.project), SQLValue(job.id),
                    SQLValue(ImportJob.State.cancelled.rawValue), SQLValue(audit.at),
                ]
            )
            guard count == 1 else { return false }
            try transaction.dropContent(of: job.id, in: job.project)
            return true
        }
    }
}

extension SQLReader {
    /// An import; nil if there is none.
    func importJob(
        _ id: ObjectID,
        in project: ProjectID,
        locks: Bool = false
    ) throws(DatabaseError) -> ImportJob? {
        try query(
            """
            SELECT \(ImportJob.columns) FROM audience_import WHERE project_id = $1 AND id = $2
            \(locks ? "{for_update}" : "")
            """,
            [SQLValue(project), SQLValue(id)]
        ).decoded(ImportJob.init).first
    }
}

extension SQLTransaction {
    /// Deletes the content of an import.
    func dropContent(of job: ObjectID, in project: ProjectID) throws(DatabaseError) {
        try execute(
            "DELETE FROM import_content WHERE project_id = $1 AND import_id = $2",
            [SQLValue(project), SQLValue(job)]
        )
    }

    /// Removes all imports of a data source, with their content and problems.
    func removeImports(
        of dataSource: ObjectID,
        in project: ProjectID
    ) throws(DatabaseError) {
        let jobs = try query(
            "SELECT id FROM audience_import WHERE project_id = $1 AND data_source_id = $2",
            [SQLValue(project), SQLValue(dataSource)]
        )
        try remove(
            imports: try jobs.decoded { row throws(DatabaseError) in try row.objectID(0) },
            project
        )
    }

    /// Removes the oldest finished imports of a data source, to make room for one more.
    fileprivate func forgetImports(
        of dataSource: ObjectID,
        in project: ProjectID
    ) throws(DatabaseError) {
        let ended = try query(
            """
            SELECT id FROM audience_import
            WHERE project_id = $1 AND data_source_id = $2 AND ended_at IS NOT NULL
            ORDER BY id DESC
            """,
            [SQLValue(project), SQLValue(dataSource)]
        )
        let excess = ended.dropFirst(ImportLimits.remembered - 1)
        try remove(
            imports: try Array(excess).decoded { row throws(DatabaseError) in try row.objectID(0) },
            project
        )
    }

    private func remove(imports: [ObjectID], _ project: ProjectID) throws(DatabaseError) {
        let keys = imports.map { [SQLValue(project), SQLValue($0)] }
        for (table, key) in [
            ("import_content", "import_id"), ("import_problem", "import_id"),
            ("audience_import", "id"),
        ] {
            try executeMany("DELETE FROM \(table) WHERE project_id = $1 AND \(key) = $2", keys)
        }
    }
}
