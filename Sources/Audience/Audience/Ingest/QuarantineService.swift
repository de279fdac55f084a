public import AccountsModel
import Attributes
public import AudienceModel
public import Essentials
import JSONCoding

/// Refused items, which can be fixed and sent again.
public final class QuarantineService: Sendable {
    private let context: AudienceContext
    private let sources: DataSourceService
    private let ingest: IngestService

    init(_ context: AudienceContext, _ sources: DataSourceService, _ ingest: IngestService) {
        self.context = context
        self.sources = sources
        self.ingest = ingest
    }

    /// Refused items of a data source, newest first, older than the given one.
    public func items(
        of source: DataSource,
        before item: ObjectID? = nil,
        limit: Int = 50
    ) async throws(ServiceError) -> [QuarantinedItem] {
        guard (1...1000).contains(limit) else {
            throw .invalid([FieldError("limit", Phrase.mustBe("1 to 1000"))])
        }
        return try await context.store.quarantine(
            of: source.id,
            in: source.project,
            before: item,
            limit: limit
        )
    }

    /// Replaces the JSON of a refused item.
    public func fix(
        _ item: ObjectID,
        in project: ProjectID,
        json: String,
        by actor: String
    ) async throws(ServiceError) -> QuarantinedItem {
        guard case .object? = Self.parsed(json), !json.utf8.contains(0) else {
            throw .invalid([FieldError("json", Phrase.mustBe("a JSON object"))])
        }
        let isThere = try await context.store.mend(
            item,
            in: project,
            json: json,
            audit: context.audit("quarantine.fix", of: "\(item)", by: actor)
        )
        guard isThere, let fixed = try await context.store.quarantined(item, in: project) else {
            throw .notFound("quarantined item \(item)")
        }
        return fixed
    }

    /// Sends refused items again; accepted ones leave the quarantine.
    ///
    /// Items that are refused again stay, with their new error.
    public func replay(
        _ items: [ObjectID],
        in project: ProjectID,
        by actor: String
    ) async throws(ServiceError) -> IngestReport {
        var outcomes: [IngestReport.Item] = []
        var waiting = items[...]
        while let first = waiting.first {
            let head = try await item(first, in: project)
            var batch = [head]
            waiting.removeFirst()
            // Items of one stream go in one call, in order.
            while batch.count < context.configuration.itemsPerCall, let next = waiting.first {
                let item = try await item(next, in: project)
                guard item.stream == head.stream, item.dataSource == head.dataSource else { break }
                batch.append(item)
                waiting.removeFirst()
            }
            outcomes += try await replay(batch, by: actor)
        }
        return IngestReport(items: outcomes, isDryRun: false)
    }

    /// Sends items of one stream again.
    private func replay(
        _ items: [QuarantinedItem],
        by actor: String
    ) async throws(ServiceError) -> [IngestReport.Item] {
        guard let first = items.first else { return [] }
        let source = try await sources.find("\(first.dataSource)", in: first.project)
        let report = try await ingest.accept(
            first.stream,
            // Invalid JSON is refused again, like null.
            items.map { Self.parsed($0.json) ?? .null },
            into: source,
            // Whether the contact of an event exists is known only when the event is applied.
            first.stream == .events ? .sync : []
        )
        // Items that are refused again were added to the quarantine again, so the old ones are
        // removed.
        _ = try await context.store.discard(
            items.map(\.id),
            in: first.project,
            audit: context.audit(
                "quarantine.replay",
                of: items.count == 1 ? "\(first.id)" : "\(items.count) items",
                by: actor
            )
        )
        guard first.stream == .events else { return report.items }
        var outcomes: [IngestReport.Item] = []
        for item in report.items {
            guard item.errors.isEmpty, let userID = item.userID,
                try await context.store.sourceContact(userID, of: source.id, in: source.project)
                    == nil
            else {
                outcomes.append(item)
                continue
            }
            let errors = [IngestError.unknownContact(userID)]
            outcomes.append(IngestReport.Item(userID: userID, errors: errors))
        }
        return outcomes
    }

    /// One refused item.
    public func item(
        _ item: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> QuarantinedItem {
        guard let found = try await context.store.quarantined(item, in: project) else {
            throw .notFound("quarantined item \(item)")
        }
        return found
    }

    /// Removes refused items, and returns how many there were.
    public func discard(
        _ items: [ObjectID],
        in project: ProjectID,
        by actor: String
    ) async throws(ServiceError) -> Int {
        try await context.store.discard(
            items,
            in: project,
            audit: context.audit(
                "quarantine.discard",
                of: items.count == 1 ? "\(items[0])" : "\(items.count) items",
                by: actor
            )
        )
    }

    /// The value of a JSON text; nil when it is none.
    private static func parsed(_ json: String) -> JSONValue? {
        do { return try JSONDocument.parse(Array(json.utf8)) } catch { return nil }
    }
}
