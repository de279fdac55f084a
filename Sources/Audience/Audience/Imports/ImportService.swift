public import AccountsModel
public import AudienceModel
public import Essentials

/// Imports of files into data sources.
public final class ImportService: Sendable {
    private let context: AudienceContext
    private let log: IngestLog
    private let signal = ImportSignal()
    private let runner = Locked<Task<Void, Never>?>(nil)

    init(_ context: AudienceContext, _ log: IngestLog) {
        self.context = context
        self.log = log
    }

    /// Starts reading imports, unless another process applies the log and so reads them.
    public func start() {
        guard log.isApplying else { return }
        runner.withLock { task in
            guard task == nil else { return }
            let runner = ImportRunner(context, log, signal)
            task = Task { await runner.run() }
        }
        signal.notify()
    }

    /// Stops reading after the current step.
    func stop() async {
        signal.finish()
        await runner.withLock { $0 }?.value
    }

    /// Creates an import into a data source; its content is then appended.
    ///
    /// Content with the same fingerprint is not imported twice: unless `again` is set, the earlier
    /// import is returned, whether it is unfinished or done.
    public func create(
        _ plan: ImportPlan,
        into source: DataSource,
        again: Bool = false,
        by actor: String
    ) async throws(ServiceError) -> (job: ImportJob, isNew: Bool) {
        let (audience, _) = try await log.audience(for: source)
        let errors = ImportRules.errors(of: plan, audience.catalogue.current)
        guard errors.isEmpty else { throw .invalid(errors) }
        if let fingerprint = plan.fingerprint, !again {
            let known = try await list(of: source).first {
                $0.plan.fingerprint == fingerprint && $0.state != .failed && $0.state != .cancelled
            }
            if let known { return (known, false) }
        }
        let job = ImportJob(
            id: context.ids.next(),
            project: source.project,
            dataSource: source.id,
            plan: plan,
            actor: actor,
            createdAt: context.clock.now
        )
        try await context.store.create(
            job,
            audit: context.audit("import.create", of: "\(job.id)", by: actor, "\(source.id)")
        )
        signal.notify()
        return (job, true)
    }

    /// Appends content of an import at the offset.
    ///
    /// Nothing is appended if the offset is not the end of the content:
    /// ``ImportJob/bytesReceived`` of the result is the right one. It is safe to send content
    /// again. Throws ``ServiceError/overloaded(_:)`` while too much is unread.
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
        let known = try await find(id, of: source)
        let job = try await context.store.append(
            content,
            at: offset,
            isLast: isLast,
            to: known,
            now: context.clock.now
        )
        signal.notify()
        return job
    }

    /// One import of a data source.
    public func find(
        _ id: ObjectID,
        of source: DataSource
    ) async throws(ServiceError) -> ImportJob {
        guard let job = try await context.store.importJob(id, of: source.id, in: source.project)
        else {
            throw .notFound("import \(id)")
        }
        return job
    }

    /// The imports of a data source, newest first.
    public func list(of source: DataSource) async throws(ServiceError) -> [ImportJob] {
        try await context.store.importJobs(of: source.id, in: source.project)
    }

    /// The problems of the rows of an import, in order, after the given problem number.
    public func problems(
        of job: ImportJob,
        after number: Int = 0,
        limit: Int = 10_000
    ) async throws(ServiceError) -> [ImportProblem] {
        try await context.store.problems(of: job.id, in: job.project, after: number, limit: limit)
    }

    /// Cancels an import; what it has imported stays.
    ///
    /// A finished import stays as it is.
    public func cancel(
        _ id: ObjectID,
        of source: DataSource,
        by actor: String
    ) async throws(ServiceError) -> ImportJob {
        let job = try await find(id, of: source)
        if !job.state.isOver {
            _ = try await context.store.cancel(
                job,
                audit: context.audit("import.cancel", of: "\(id)", by: actor)
            )
        }
        return try await find(id, of: source)
    }

    /// Continues to read, because another process may have created an import or sent content.
    public func resume() { signal.notify() }
}
