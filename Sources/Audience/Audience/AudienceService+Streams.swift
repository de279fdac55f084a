public import AccountsModel
import Attributes
public import AudienceModel
public import Essentials
import Identity
public import JSONCoding

extension AudienceService {
    /// Takes items of a stream into a data source.
    ///
    /// Throws ``ServiceError/invalid(_:)`` if the call as a whole is impossible, as with more than
    /// 100 items, and ``ServiceError/overloaded(_:)`` when too much waits to be applied.
    public func ingest(
        _ stream: QuarantinedItem.Stream,
        _ items: [JSONValue],
        into source: DataSource,
        _ options: IngestOptions = []
    ) async throws(ServiceError) -> IngestReport {
        guard !items.isEmpty else {
            throw .invalid([FieldError("", "Body should have at least one item")])
        }
        guard items.count <= configuration.itemsPerCall else {
            throw .invalid([
                FieldError("", "Body should have at most \(configuration.itemsPerCall) items")
            ])
        }
        let (audience, number) = try await audience(for: source)
        var intake = StreamIntake(
            audience,
            source,
            number,
            stream,
            now: clock.now,
            zone: zones.zone(source.profile.timeZone ?? "UTC"),
            limits: configuration.limits,
            // A check must not leave names behind in the catalogue.
            shelf: options.contains(.dryRun) ? audience.shelf.scratch() : audience.shelf
        )
        for (index, item) in items.enumerated() {
            // A hundred items take a millisecond, for which others on this thread need not wait.
            if index > 0, index.isMultiple(of: configuration.itemsPerTurn) { await Task.yield() }
            intake.add(item)
        }
        let report = IngestReport(items: intake.outcomes, isDryRun: options.contains(.dryRun))
        guard !options.contains(.dryRun) else { return report }
        try await accept(
            intake.items,
            refused: intake.refused.map { $0.item(ids.next(), source, stream, clock.now) },
            statistics: intake.statistics,
            for: audience,
            source,
            options
        )
        return report
    }

    /// Removes a contact from its data source, and so un-merges it from the audience.
    public func removeContact(
        _ userID: String,
        from source: DataSource,
        _ options: IngestOptions = []
    ) async throws(ServiceError) -> IngestReport {
        let (audience, number) = try await audience(for: source)
        guard audience.mayHave(userID, source: number) else {
            throw .notFound("contact \(userID)")
        }
        let report = IngestReport(
            items: [IngestReport.Item(userID: userID)],
            isDryRun: options.contains(.dryRun)
        )
        guard !options.contains(.dryRun) else { return report }
        var amounts = StreamStatistics()
        amounts.calls = 1
        amounts.callsSucceeded = 1
        amounts.itemsAccepted = 1
        amounts.lastCallAt = clock.now
        amounts.lastSuccessAt = clock.now
        try await accept(
            [.removal(userID: userID)],
            statistics: amounts,
            for: audience,
            source,
            options
        )
        return report
    }

    /// A contact as its data source gave it.
    public func sourceContact(
        _ userID: String,
        of source: DataSource
    ) async throws(ServiceError) -> SourceContact {
        let audience = try await ready(source.project)
        let found = audience.memory.withReadLock { memory -> (ContactTable.Record, String)? in
            guard let place = audience.sources.number(of: source.id),
                let number = memory.contacts.number(of: userID, source: place),
                let record = memory.contacts.record(number),
                let identity = memory.identity(of: number)
            else { return nil }
            return (record, identity.id.description)
        }
        guard let (record, audienceID) = found,
            let stored = try? StoredContact(encoded: record.payload)
        else { throw .notFound("contact \(userID)") }
        var values = Dictionary(stored.values.map { ($0.attribute, $0.value) }) { $1 }
        values["_user_id"] = .text(userID)
        let id = audience.memory.withReadLock { $0.ownID(record.source, userID) }
        return SourceContact(
            id: id.description,
            key: SourceContactKey(dataSource: source.id, userID: userID),
            audienceID: audienceID,
            dataSourceSequence: source.sequence,
            values: values,
            createdAt: record.createdAt,
            updatedAt: record.updatedAt
        )
    }
}

// MARK: The log

extension AudienceService {
    /// The audience that a data source feeds, and the source's number in it.
    func audience(
        for source: DataSource
    ) async throws(ServiceError) -> (ProjectAudience, UInt16) {
        let audience = try await directory.audience(of: source.project)
        if audience.sources.number(of: source.id) == nil { try await refresh(audience) }
        guard source.isLive, let number = audience.sources.number(of: source.id),
            audience.sources.source(number)?.isLive == true
        else { throw .notFound("data source \(source.id)") }
        return (audience, number)
    }

    /// Makes a call durable, hands it over to be applied, and with `sync` waits until it is.
    ///
    /// With `applied` that is called when it is applied, and nobody waits here.
    func accept(
        _ items: [LogItem],
        refused: [QuarantinedItem] = [],
        statistics: StreamStatistics? = nil,
        checkpoint: ImportCheckpoint? = nil,
        for audience: ProjectAudience,
        _ source: DataSource?,
        _ options: IngestOptions,
        applied: (@Sendable () -> Void)? = nil
    ) async throws(ServiceError) {
        let payload = items.isEmpty ? [] : LogItem.encode(items)
        let discovered = audience.shelf.unsaved
        var intake = IngestIntake(
            entry: nil,
            quarantined: refused,
            discovered: discovered,
            checkpoint: checkpoint
        )
        if let source, let statistics {
            intake.statistics = .init(
                dataSource: source.id,
                project: audience.project,
                amounts: statistics
            )
        }
        guard !items.isEmpty else {
            try await store.take(intake)
            applied?()
            return audience.shelf.saved(discovered)
        }
        try backlog.add(items: items.count, bytes: payload.count)
        let entry = IngestEntry(
            id: ids.next(),
            project: audience.project,
            dataSource: source?.id,
            itemsCount: items.count,
            acceptedAt: clock.now,
            payload: payload
        )
        intake.entry = entry
        guard isApplying else {
            backlog.remove(items: items.count, bytes: payload.count)
            return try await leave(intake, entry, options)
        }
        let number = source.flatMap { audience.sources.number(of: $0.id) } ?? 0
        let userIDs = items.compactMap(\.contactUserID)
        audience.accept(userIDs, source: number)
        do throws(ServiceError) {
            try await store.take(intake)
        } catch {
            audience.release(userIDs, source: number)
            backlog.remove(items: items.count, bytes: payload.count)
            throw error
        }
        audience.shelf.saved(discovered)
        let planned = PlannedEntry(entry: entry, items: items)
        if let applied {
            mailbox.send(AcceptedCall(planned: planned, audience: audience, applied: applied))
        } else {
            try await hand(planned, to: audience, options)
        }
    }

    /// Leaves a call to the process that applies the log, which hears of it at once.
    private func leave(
        _ intake: IngestIntake,
        _ entry: IngestEntry,
        _ options: IngestOptions
    ) async throws(ServiceError) {
        try await store.leave(
            intake,
            audit: audit("audience.append", of: "\(entry.id)", by: "process")
        )
        guard options.contains(.sync) else { return }
        let end = clock.now + configuration.syncPatience
        while clock.now < end {
            let pending = try await store.pending([entry.id], in: entry.project)
            if pending.isEmpty { return }
            try? await Task.sleep(for: .milliseconds(5))
        }
        throw .overloaded("accepted, but not applied yet")
    }

    /// Hands a durable entry to the applying thread.
    private func hand(
        _ planned: PlannedEntry,
        to audience: ProjectAudience,
        _ options: IngestOptions
    ) async throws(ServiceError) {
        guard options.contains(.sync) else {
            mailbox.send(AcceptedCall(planned: planned, audience: audience, applied: nil))
            return
        }
        let wait = AppliedWait()
        mailbox.send(
            AcceptedCall(planned: planned, audience: audience) { wait.end(isApplied: true) }
        )
        guard await wait.result(within: configuration.syncPatience) else {
            throw .overloaded("accepted, but not applied yet")
        }
    }
}

extension Mailbox where Element == ApplyLetter {
    fileprivate func send(_ call: AcceptedCall) { send(.accepted(call)) }
}

/// Waits for the application of one call, but not for ever.
private final class AppliedWait: Sendable {
    private struct State {
        var isOver = false
        var isApplied = false
        var continuation: CheckedContinuation<Bool, Never>?
    }

    private let state = Locked(State())

    /// Ends the wait; only the first end counts.
    func end(isApplied: Bool) {
        let continuation = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard !state.isOver else { return nil }
            state.isOver = true
            state.isApplied = isApplied
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: isApplied)
    }

    /// Whether the call was applied within the time.
    func result(within patience: Duration) async -> Bool {
        let alarm = Task {
            try? await Task.sleep(for: patience)
            end(isApplied: false)
        }
        defer { alarm.cancel() }
        return await withCheckedContinuation { continuation in
            let outcome = state.withLock { state -> Bool? in
                guard !state.isOver else { return state.isApplied }
                state.continuation = continuation
                return nil
            }
            if let outcome { continuation.resume(returning: outcome) }
        }
    }
}
