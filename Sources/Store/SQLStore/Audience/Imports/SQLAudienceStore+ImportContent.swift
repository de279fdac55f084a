import AccountsModel
public import AudienceModel
import Database
public import Essentials

extension SQLAudienceStore {
    /// Appends content, if the stored content ends at the offset; else appends nothing.
    public func append(
        _ content: [UInt8],
        at offset: Int,
        isLast: Bool,
        to job: ImportJob,
        now: Timestamp
    ) async throws(ServiceError) -> ImportJob {
        // No audit entry: creating the import has one.
        try await store.change(.imports, audit: nil, lane: .bulk) { transaction in
            guard var job = try transaction.importJob(job.id, in: job.project, locks: true) else {
                throw ServiceError.notFound("import \(job.id)")
            }
            guard job.state == .receiving, job.bytesReceived == offset else { return job }
            try job.checkRoom(for: content.count, isLast: isLast)
            if !content.isEmpty {
                try transaction.insertMany(
                    into: "import_content",
                    columns: ["project_id", "import_id", "starts_at", "ends_at", "content"],
                    rows: [
                        [
                            SQLValue(job.project), SQLValue(job.id), SQLValue(offset),
                            SQLValue(offset + content.count), .blob(content),
                        ]
                    ]
                )
            }
            job.bytesReceived += content.count
            job.updatedAt = now
            if isLast { job.state = .running }
            try transaction.execute(
                """
                UPDATE audience_import SET bytes_received = $3, state = $4, updated_at = $5
                WHERE project_id = $1 AND id = $2
                """,
                [
                    SQLValue(job.project), SQLValue(job.id), SQLValue(job.bytesReceived),
                    SQLValue(job.state.rawValue), SQLValue(now),
                ]
            )
            return job
        }
    }

    /// The import, and about `limit` bytes of its content from the offset on.
    public func content(
        of job: ImportJob,
        from offset: Int,
        limit: Int
    ) async throws(ServiceError) -> (job: ImportJob?, content: [UInt8]) {
        try await store.read { reader in
            guard let job = try reader.importJob(job.id, in: job.project) else { return (nil, []) }
            var content: [UInt8] = []
            while content.count < limit, offset + content.count < job.bytesReceived {
                let place = offset + content.count
                let row = try reader.queryOne(
                    """
                    SELECT starts_at, content FROM import_content
                    WHERE project_id = $1 AND import_id = $2 AND starts_at <= $3
                    ORDER BY starts_at DESC LIMIT 1
                    """,
                    [SQLValue(job.project), SQLValue(job.id), SQLValue(place)]
                )
                guard let row else { break }
                let piece = try row.blob(1)
                let skipped = place - (try row.int(0))
                guard skipped < piece.count else { break }
                content += skipped == 0 ? piece[...] : piece[skipped...]
            }
            return (job, content)
        }
    }
}

extension ImportJob {
    /// Throws if that much more content exceeds a limit or the announced size.
    fileprivate func checkRoom(for count: Int, isLast: Bool) throws(ServiceError) {
        let total = bytesReceived + count
        guard total <= plan.size ?? ImportLimits.contentBytes else {
            throw .invalid([
                FieldError(
                    "",
                    "The content has more than \(plan.size ?? ImportLimits.contentBytes) bytes"
                )
            ])
        }
        guard !isLast || plan.size == nil || plan.size == total else {
            throw .invalid([
                FieldError(
                    "",
                    "The content ends after \(total) bytes, and should have \(plan.size ?? 0)"
                )
            ])
        }
        guard total - progress.bytesRead <= ImportLimits.unreadBytes else {
            throw .overloaded("much of the import was not read yet")
        }
    }
}

extension SQLTransaction {
    /// Records the progress of an import, and the problems that the step found.
    ///
    /// Throws ``ServiceError/conflict(_:)`` if the import is not where the step began, or has
    /// ended: then the step was recorded before, or must not be.
    func advance(_ step: ImportCheckpoint) throws {
        let key = [SQLValue(step.project), SQLValue(step.job)]
        let (state, failure) = step.end.parts
        let count = try execute(
            """
            UPDATE audience_import SET
                bytes_read = $3, row_number = $4, rows_read = $5, rows_accepted = $6,
                rows_refused = $7, problems = $8, worked = $9, header = $10,
                ignored_columns = $11, column_types = $12, updated_at = $13,
                started_at = COALESCE(started_at, $13),
                state = COALESCE(CAST($14 AS TEXT), state), failure = $15, ended_at = $16
            WHERE project_id = $1 AND id = $2 AND bytes_read = $17 AND row_number = $18
                AND problems = $19 AND ended_at IS NULL
            """,
            key + ImportProgress.columns.values(of: step.progress) + step.columnValues + [
                SQLValue(step.at), SQLValue(state), SQLValue(failure),
                step.end == nil ? .null : SQLValue(step.at), SQLValue(step.start.bytesRead),
                SQLValue(step.start.row), SQLValue(step.start.problems),
            ]
        )
        guard count == 1 else {
            throw ServiceError.conflict("import \(step.job) is not where this step began")
        }
        try insertMany(
            into: "import_problem",
            columns: ["project_id", "import_id"] + ImportProblem.columns.names,
            rows: step.problems.filter { $0.number <= ImportLimits.problems }
                .map { ImportProblem.columns.values(of: $0, after: key) }
        )
        guard step.end == nil else { return try dropContent(of: step.job, in: step.project) }
        try execute(
            """
            DELETE FROM import_content WHERE project_id = $1 AND import_id = $2 AND ends_at <= $3
            """,
            key + [SQLValue(step.progress.bytesRead)]
        )
    }

    /// Removes problems whose excerpt mentions a person.
    func eraseProblems(
        mentioning person: PersonMention,
        in project: ProjectID
    ) throws(DatabaseError) {
        var found: [[SQLValue]] = []
        for row in try query(
            "SELECT import_id, number, excerpt FROM import_problem WHERE project_id = $1",
            [SQLValue(project)]
        ) {
            guard person.isFound(inExcerpt: try row.text(2)) else { continue }
            found.append([SQLValue(project), row[0], row[1]])
        }
        try executeMany(
            "DELETE FROM import_problem WHERE project_id = $1 AND import_id = $2 AND number = $3",
            found
        )
    }
}

extension ImportCheckpoint.End? {
    /// The state and the failure to store; nil leaves them as they are.
    fileprivate var parts: (state: String?, failure: String?) {
        switch self {
        case nil: (nil, nil)
        case .done?: (ImportJob.State.done.rawValue, nil)
        case .failed(let reason)?: (ImportJob.State.failed.rawValue, reason)
        }
    }
}
