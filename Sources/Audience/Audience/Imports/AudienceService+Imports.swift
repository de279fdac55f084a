public import AccountsModel
public import AudienceModel
public import Essentials

extension AudienceService {
    /// Creates an import into a data source, whose content is then appended.
    ///
    /// Content that was sent before with the same fingerprint is not imported twice: unless `again`
    /// is set, the import that has it is returned, be it under way or done.
    public func createImport(
        _ plan: ImportPlan,
        into source: DataSource,
        again: Bool = false,
        by actor: String
    ) async throws(ServiceError) -> (job: ImportJob, isNew: Bool) {
        let (audience, _) = try await audience(for: source)
        let errors = ImportRules.errors(of: plan, audience.shelf.current)
        guard errors.isEmpty else { throw .invalid(errors) }
        if let fingerprint = plan.fingerprint, !again {
            let known = try await imports(of: source).first {
                $0.plan.fingerprint == fingerprint && $0.state != .failed && $0.state != .cancelled
            }
            if let known { return (known, false) }
        }
        let job = ImportJob(
            id: ids.next(),
            project: source.project,
            dataSource: source.id,
            plan: plan,
            actor: actor,
            createdAt: clock.now
        )
        try await store.create(
            job,
            audit: audit("import.create", of: "\(job.id)", by: actor, "\(source.id)")
        )
        importBell.ring()
        return (job, true)
    }

    /// Appends content of an import that begins at the offset.
    ///
    /// Nothing is appended when it begins elsewhere: ``ImportJob/bytesReceived`` of the answer says
    /// where the next content must begin. Content that came already may come again. Throws
    /// ``ServiceError/overloaded(_:)`` while too much was not read yet.
    public func append(
        _ content: [UInt8],
        at offset: Int,
        isLast: Bool,
        to id: ObjectID,
        of source: DataSource
    ) async throws(ServiceError) -> ImportJob {
        guard content.count <= ImportLimits.pieceBytes else {
            throw .invalid([
                FieldError("", "A piece has at most \(ImportLimits.pieceBytes) bytes")
            ])
        }
        let known = try await importJob(id, of: source)
        let job = try await store.append(
            content,
            at: offset,
            isLast: isLast,
            to: known,
            now: clock.now
        )
        importBell.ring()
        return job
    }

    /// One import of a data source.
    public func importJob(
        _ id: ObjectID,
        of source: DataSource
    ) async throws(ServiceError) -> ImportJob {
        guard let job = try await store.importJob(id, of: source.id, in: source.project) else {
            throw .notFound("import \(id)")
        }
        return job
    }

    /// The imports of a data source, newest first.
    public func imports(of source: DataSource) async throws(ServiceError) -> [ImportJob] {
        try await store.importJobs(of: source.id, in: source.project)
    }

    /// What is wrong with the rows of an import, in their order, after a problem's number.
    public func problems(
        of job: ImportJob,
        after number: Int = 0,
        limit: Int = 10_000
    ) async throws(ServiceError) -> [ImportProblem] {
        try await store.problems(of: job.id, in: job.project, after: number, limit: limit)
    }

    /// Ends an import; what it took in stays.
    ///
    /// One that ended already stays as it is.
    public func cancelImport(
        _ id: ObjectID,
        of source: DataSource,
        by actor: String
    ) async throws(ServiceError) -> ImportJob {
        let job = try await importJob(id, of: source)
        if !job.state.isOver {
            _ = try await store.cancel(
                job,
                audit: audit("import.cancel", of: "\(id)", by: actor)
            )
        }
        return try await importJob(id, of: source)
    }

    /// Looks for imports to read on, when another process created one or sent content.
    public func lookForImports() { importBell.ring() }
}
