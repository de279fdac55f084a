public import AccountsModel
public import Attributes
public import AudienceModel
public import Essentials
import Identity
public import JSONCoding

/// Accepts contacts and events from data sources.
public final class IngestService: Sendable {
    private let context: AudienceContext
    private let log: IngestLog

    init(_ context: AudienceContext, _ log: IngestLog) {
        self.context = context
        self.log = log
    }

    /// Accepts items of a stream into a data source.
    ///
    /// An item with faults, by its index, is refused: its JSON could not be read as it was sent.
    /// Throws ``ServiceError/invalid(_:)`` if the whole call is refused, such as for more than 100
    /// items, and ``ServiceError/overloaded(_:)`` if too much waits to be applied.
    public func accept(
        _ stream: RecordKind,
        _ items: [JSONValue],
        faults: [Int: [IngestError]] = [:],
        into source: DataSource,
        _ options: IngestOptions = []
    ) async throws(ServiceError) -> IngestReport {
        guard !items.isEmpty else {
            throw .invalid([FieldError("", "Body should have at least one item")])
        }
        guard items.count <= context.configuration.itemsPerCall else {
            throw .invalid([
                FieldError(
                    "",
                    "Body should have at most \(context.configuration.itemsPerCall) items"
                )
            ])
        }
        let (audience, number) = try await log.audience(for: source)
        var intake = StreamIntake(
            audience,
            source,
            number,
            stream,
            now: context.clock.now,
            zone: context.timeZones.zone(source.profile.timeZone ?? "UTC"),
            limits: context.configuration.limits,
            // A dry run must not leave names behind in the catalogue.
            catalogue: options.contains(.dryRun) ? audience.catalogue.scratch() : audience.catalogue
        )
        for (index, item) in items.enumerated() {
            // A hundred items take a millisecond; other requests of this thread can run in
            // between.
            if index > 0, index.isMultiple(of: context.configuration.itemsPerTurn) {
                await Task.yield()
            }
            intake.add(item, faults: faults[index])
        }
        let report = IngestReport(items: intake.outcomes, isDryRun: options.contains(.dryRun))
        guard !options.contains(.dryRun) else { return report }
        try await log.append(
            IngestCall(
                source: source,
                items: intake.items,
                refused: intake.refused.map {
                    $0.item(context.ids.next(), source, stream, context.clock.now)
                },
                statistics: intake.statistics,
                generation: intake.generation
            ),
            to: audience,
            options
        )
        return report
    }

    /// Removes a contact from its data source, and so from its identity.
    public func removeContact(
        _ userID: String,
        from source: DataSource,
        _ options: IngestOptions = []
    ) async throws(ServiceError) -> IngestReport {
        let (audience, number) = try await log.audience(for: source)
        let forms = [userID, VisibleText.stripped(userID)]
        guard let userID = forms.first(where: { audience.mayHave($0, source: number) }) else {
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
        amounts.lastCallAt = context.clock.now
        amounts.lastSuccessAt = context.clock.now
        try await log.append(
            IngestCall(source: source, items: [.removal(userID: userID)], statistics: amounts),
            to: audience,
            options
        )
        return report
    }

    /// A contact as its data source sent it.
    public func sourceContact(
        _ userID: String,
        of source: DataSource
    ) async throws(ServiceError) -> SourceContact {
        let audience = try await log.loadedAudience(of: source.project)
        let found = audience.memory.withReadLock { memory -> (ContactTable.Record, String)? in
            let forms = [userID, VisibleText.stripped(userID)]
            guard let place = audience.sources.number(of: source.id),
                let number = forms.lazy.compactMap({
                    memory.contacts.number(of: $0, source: place)
                }).first,
                let record = memory.contacts.record(number)
            else { return nil }
            return (record, memory.identity(of: number)?.id.description ?? "")
        }
        guard let (record, audienceID) = found else { throw .notFound("contact \(userID)") }
        var stored: StoredContact
        do throws(UnreadableContact) {
            stored = try record.contact()
            audience.catalogue.conversions.apply(to: &stored)
        } catch {
            throw .internalFault(error.description)
        }
        let userID = record.userID
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
