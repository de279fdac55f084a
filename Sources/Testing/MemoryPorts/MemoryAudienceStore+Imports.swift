public import AccountsModel
public import AudienceModel
public import Essentials

extension MemoryAudienceStore {
    /// Stores a new import.
    public func create(_ job: ImportJob, audit: AuditEntry) async throws(ServiceError) {
        try transact { state throws(ServiceError) in
            state.imports[job.id] = job
            state.content[job.id] = []
            state.audits.append(audit)
        }
    }

    /// One import; nil if there is none.
    public func importJob(
        _ id: ObjectID,
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> ImportJob? {
        try transact { state throws(ServiceError) in
            guard let job = state.imports[id], job.dataSource == dataSource,
                job.project == project
            else { return nil }
            return job
        }
    }

    /// The imports of a data source, newest first.
    public func importJobs(
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [ImportJob] {
        try transact { state throws(ServiceError) in
            state.imports.values
                .filter { $0.dataSource == dataSource && $0.project == project }
                .sorted { $0.id > $1.id }
        }
    }

    /// The unfinished imports, oldest first.
    public func unfinishedImports() async throws(ServiceError) -> [ImportJob] {
        try transact { state throws(ServiceError) in
            state.imports.values.filter { !$0.state.isOver }.sorted { $0.id < $1.id }
        }
    }

    /// Appends content at the offset; does nothing if the content so far does not end there.
    public func append(
        _ content: [UInt8],
        at offset: Int,
        isLast: Bool,
        to job: ImportJob,
        now: Timestamp
    ) async throws(ServiceError) -> ImportJob {
        try transact { state throws(ServiceError) in
            guard var stored = state.imports[job.id] else { throw .notFound("import \(job.id)") }
            guard stored.state == .receiving, offset <= stored.bytesReceived,
                offset + content.count >= stored.bytesReceived
            else { return stored }
            let new = content.dropFirst(stored.bytesReceived - offset)
            state.content[job.id, default: []] += new
            stored.bytesReceived += new.count
            stored.updatedAt = now
            if isLast { stored.state = .running }
            state.imports[job.id] = stored
            return stored
        }
    }

    /// The content from an offset that is still to be read.
    public func content(
        of job: ImportJob,
        from offset: Int,
        limit: Int
    ) async throws(ServiceError) -> (job: ImportJob?, content: [UInt8]) {
        try transact { state throws(ServiceError) in
            guard let stored = state.imports[job.id] else { return (nil, []) }
            let start = max(offset - stored.progress.bytesRead, 0)
            let content = state.content[job.id, default: []].dropFirst(start).prefix(limit)
            return (stored, Array(content))
        }
    }

    /// The problems of an import's rows, in order, after a problem's number.
    public func problems(
        of job: ObjectID,
        in project: ProjectID,
        after number: Int,
        limit: Int
    ) async throws(ServiceError) -> [ImportProblem] {
        try transact { state throws(ServiceError) in
            let later = state.problems[job, default: []].filter { $0.number > number }
            return Array(later.prefix(limit))
        }
    }

    /// Ends an import; false if it has already ended.
    public func cancel(_ job: ImportJob, audit: AuditEntry) async throws(ServiceError) -> Bool {
        try transact { state throws(ServiceError) in
            guard state.imports[job.id]?.state.isOver == false else { return false }
            state.imports[job.id]?.state = .cancelled
            state.imports[job.id]?.endedAt = audit.at
            state.content[job.id] = nil
            state.audits.append(audit)
            return true
        }
    }
}
