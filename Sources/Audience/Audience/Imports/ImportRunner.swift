import AccountsModel
import AudienceModel
import Essentials

/// Reads imports in turn, in bounded batches, as long as there is content.
///
/// A batch is ingested like a call of the stream. Its checkpoint is stored with it, so another
/// process can continue where this one stops. At most a few batches wait to be applied, so the log
/// stays short for calls of the stream.
struct ImportRunner {
    /// The size of a batch, unless a single row is longer.
    private static let batchBytes = 256 << 10
    /// How much content is read at once.
    private static let readBytes = 512 << 10
    /// The most batches of one import that wait to be applied.
    private static let mostApplying = 2
    /// The wait after a failure.
    private static let pause = Duration.milliseconds(500)

    private let context: AudienceContext
    private let log: IngestLog
    private let signal: ImportSignal

    init(_ context: AudienceContext, _ log: IngestLog, _ signal: ImportSignal) {
        self.context = context
        self.log = log
        self.signal = signal
    }

    /// Reads whenever it is signalled, until the signal finishes.
    func run() async {
        var sessions: [ObjectID: ImportSession] = [:]
        for await _ in signal.notifications {
            do throws(ServiceError) {
                try await readAll(&sessions)
            } catch {
                context.observer.failed("list imports", error)
                sessions = [:]
                notifyLater()
            }
        }
    }

    /// Reads until no import has content.
    private func readAll(_ sessions: inout [ObjectID: ImportSession]) async throws(ServiceError) {
        while !signal.isFinished {
            let jobs = try await context.store.unfinishedImports()
            let unfinished = Set(jobs.map(\.id))
            sessions = sessions.filter { unfinished.contains($0.key) }
            var isMoving = false
            for job in jobs where log.isApplying(job.project) && !signal.isFinished {
                do throws(ServiceError) {
                    if try await advance(job, &sessions) { isMoving = true }
                } catch {
                    sessions[job.id] = nil
                    await report(error, on: job)
                }
            }
            guard isMoving else { return }
        }
    }

    /// Does one step of an import; false if there was nothing to do.
    private func advance(
        _ job: ImportJob,
        _ sessions: inout [ObjectID: ImportSession]
    ) async throws(ServiceError) -> Bool {
        if job.state == .receiving, context.clock.now > job.updatedAt + ImportLimits.patience {
            try await end(job, .failed("Its content stopped coming"))
            return true
        }
        let session: ImportSession
        if let known = sessions[job.id], known.job.progress == job.progress {
            session = known
        } else {
            guard job.hasContent else { return false }
            guard let opened = try await open(job) else { return true }
            session = opened
            sessions[job.id] = session
        }
        return try await step(session)
    }

    /// Prepares to read an import; nil if the import had to end.
    private func open(_ job: ImportJob) async throws(ServiceError) -> ImportSession? {
        // A dry run stores nothing, so a new process would refuse rows that refer to contacts of
        // earlier rows.
        guard !job.plan.isDryRun || job.progress.rowsRead == 0 else {
            try await end(job, .failed("The dry run was interrupted; start it again"))
            return nil
        }
        let audience = try await log.loadedAudience(of: job.project)
        try await log.refresh(audience)
        guard let number = audience.sources.number(of: job.dataSource),
            let source = audience.sources.source(number), source.isLive
        else {
            try await end(job, .failed("The data source was deleted"))
            return nil
        }
        // Events can only be checked once everything that an earlier process accepted is applied.
        try await log.settle(job.project) { signal.isFinished }
        do throws(ColumnErrors) {
            return try ImportSession(
                job,
                source,
                number,
                audience,
                zone: context.timeZones.zone(source.profile.timeZone ?? "UTC"),
                limits: context.configuration.limits
            )
        } catch {
            try await end(job, .failed(error.list.first?.message ?? "The columns are wrong"))
            return nil
        }
    }
}

// MARK: Steps

extension ImportRunner {
    private func step(_ session: ImportSession) async throws(ServiceError) -> Bool {
        if session.busySince == nil { session.busySince = context.clock.now }
        if session.applying.count >= Self.mostApplying {
            await session.applying.removeFirst().wait()
        }
        let rows = context.configuration.rowsPerImportStep
        var batch = session.collect(atMost: rows, bytes: Self.batchBytes)
        if batch == nil {
            guard try await feed(session) else {
                session.busySince = nil
                return false
            }
            batch = session.collect(atMost: rows, bytes: Self.batchBytes)
        }
        if let batch { try await take(batch, of: session) }
        if session.isAtEnd, !session.job.state.isOver { try await finish(session) }
        return true
    }

    /// Reads more content; false if there is none.
    private func feed(_ session: ImportSession) async throws(ServiceError) -> Bool {
        let (job, content) = try await context.store.content(
            of: session.job,
            from: session.nextOffset,
            limit: Self.readBytes
        )
        guard let job, !job.state.isOver else { throw .conflict("the import ended") }
        let isLast =
            job.state == .running && session.nextOffset + content.count == job.bytesReceived
        session.job.state = job.state
        session.job.bytesReceived = job.bytesReceived
        guard !content.isEmpty || (isLast && !session.isAtEnd) else { return false }
        session.feed(content, isLast: isLast)
        return true
    }

    /// Ingests a batch of rows together with the checkpoint after it.
    private func take(
        _ batch: RowCollector.Batch,
        of session: ImportSession
    ) async throws(ServiceError) {
        let now = context.clock.now
        var step = session.read(batch, now: now)
        step.checkpoint.progress.worked += session.countWork(until: now)
        if session.job.plan.isDryRun {
            try await context.store.take(
                IngestIntake(entry: nil, checkpoint: step.checkpoint)
            )
        } else {
            let applied = OneTimeSignal()
            session.applying.append(applied)
            let call = IngestCall(
                source: session.source,
                items: step.intake.items,
                refused: step.intake.refused.map {
                    $0.item(context.ids.next(), session.source, session.job.plan.stream, now)
                },
                statistics: step.intake.statistics.ofImport,
                checkpoint: step.checkpoint,
                generation: step.intake.generation,
                whenApplied: { applied.raise() }
            )
            try await log.append(call, to: session.audience, [])
        }
        session.job.take(step.checkpoint)
    }

    /// Ends a completely read import once all of it is applied.
    private func finish(_ session: ImportSession) async throws(ServiceError) {
        for applied in session.applying { await applied.wait() }
        session.applying = []
        session.job.progress.worked += session.countWork(until: context.clock.now)
        let isEmpty = session.job.progress.rowsRead == 0 && session.job.header == nil
        try await end(session.job, isEmpty ? .failed("The file has no rows") : .done)
        session.job.state = .done
    }

    private func end(
        _ job: ImportJob,
        _ end: ImportCheckpoint.End
    ) async throws(ServiceError) {
        var checkpoint = ImportCheckpoint(job, at: context.clock.now)
        checkpoint.end = end
        if case .failed(let reason) = end, job.progress.problems == 0 {
            checkpoint.progress.problems = 1
            checkpoint.problems = [
                ImportProblem(
                    number: 1,
                    row: 0,
                    column: "",
                    code: "import.failed",
                    message: reason,
                    excerpt: ""
                )
            ]
        }
        try await context.store.take(IngestIntake(entry: nil, checkpoint: checkpoint))
    }
}

// MARK: Failures

extension ImportRunner {
    /// Retries an import after a temporary failure, and ends it after any other.
    private func report(_ error: ServiceError, on job: ImportJob) async {
        switch error {
        case .conflict:
            // It was cancelled, or an answer was lost: the store knows where it stands.
            break
        case .unavailable, .overloaded: context.observer.failed("import \(job.id)", error)
        default:
            context.observer.failed("import \(job.id)", error)
            await fail(job)
        }
        // A commit without an answer is in the log and not yet handed over.
        do throws(ServiceError) {
            try await log.readNewEntries()
        } catch {
            context.observer.failed("read log", error)
        }
        notifyLater()
    }

    /// Ends a failed import; if the store is unavailable, the next round tries again.
    private func fail(_ job: ImportJob) async {
        do throws(ServiceError) {
            let stored = try await context.store.importJob(
                job.id,
                of: job.dataSource,
                in: job.project
            )
            let failure = "Internal fault; the server's log says more"
            try await end(stored ?? job, .failed(failure))
        } catch {
            context.observer.failed("end import \(job.id)", error)
        }
    }

    private func notifyLater() {
        let (context, signal) = (context, signal)
        Task {
            if await context.pause(for: Self.pause) { signal.notify() }
        }
    }
}

extension ImportJob {
    /// Whether there is content to read, or the end to record.
    fileprivate var hasContent: Bool {
        bytesReceived > progress.bytesRead || state == .running
    }

    /// Moves on to a stored checkpoint.
    fileprivate mutating func take(_ checkpoint: ImportCheckpoint) {
        progress = checkpoint.progress
        header = checkpoint.header
        ignoredColumns = checkpoint.ignoredColumns
        columnTypes = checkpoint.columnTypes
        switch checkpoint.end {
        case nil: break
        case .done?: state = .done
        case .failed(let reason)?:
            state = .failed
            failure = reason
        }
    }
}

extension StreamStatistics {
    /// The same without counts of calls: an import makes none.
    fileprivate var ofImport: StreamStatistics {
        var amounts = self
        amounts.calls = 0
        amounts.callsSucceeded = 0
        amounts.callsFailed = 0
        amounts.lastCallAt = nil
        return amounts
    }
}
