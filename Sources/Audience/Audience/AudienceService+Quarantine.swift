public import AccountsModel
public import AudienceModel
public import Essentials
import JSONCoding

extension AudienceService {
    /// Refused items of a data source, newest first, older than the given one.
    public func quarantine(
        of source: DataSource,
        before item: ObjectID? = nil,
        limit: Int = 50
    ) async throws(ServiceError) -> [QuarantinedItem] {
        guard (1...1000).contains(limit) else {
            throw .invalid([FieldError("limit", Phrase.mustBe("1 to 1000"))])
        }
        return try await store.quarantine(
            of: source.id,
            in: source.project,
            before: item,
            limit: limit
        )
    }

    /// Replaces the JSON of a refused item.
    public func mend(
        _ item: ObjectID,
        in project: ProjectID,
        json: String,
        by actor: String
    ) async throws(ServiceError) -> QuarantinedItem {
        guard case .object? = try? JSONDocument.parse(Array(json.utf8)), !json.utf8.contains(0)
        else { throw .invalid([FieldError("json", Phrase.mustBe("a JSON object"))]) }
        let isThere = try await store.mend(
            item,
            in: project,
            json: json,
            audit: audit("quarantine.fix", of: "\(item)", by: actor)
        )
        guard isThere, let mended = try await store.quarantined(item, in: project) else {
            throw .notFound("quarantined item \(item)")
        }
        return mended
    }

    /// Sends refused items again; those that are accepted leave the quarantine.
    ///
    /// Those that are refused again stay, with what is wrong with them now.
    public func replay(
        _ items: [ObjectID],
        in project: ProjectID,
        by actor: String
    ) async throws(ServiceError) -> IngestReport {
        var outcomes: [IngestReport.Item] = []
        var waiting = items[...]
        while let first = waiting.first {
            let head = try await quarantined(first, in: project)
            var batch = [head]
            waiting.removeFirst()
            // What goes into one stream goes in one call, in the order of the items.
            while batch.count < configuration.itemsPerCall, let next = waiting.first {
                let item = try await quarantined(next, in: project)
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
        let source = try await dataSource("\(first.dataSource)", in: first.project)
        let report = try await ingest(
            first.stream,
            items.map { (try? JSONDocument.parse(Array($0.json.utf8))) ?? .null },
            into: source,
            // Only when an event is applied is it known whether its contact is there.
            first.stream == .events ? .sync : []
        )
        // What is refused again was quarantined anew, so the old ones go in any case.
        _ = try await store.discard(
            items.map(\.id),
            in: first.project,
            audit: audit(
                "quarantine.replay",
                of: items.count == 1 ? "\(first.id)" : "\(items.count) items",
                by: actor
            )
        )
        guard first.stream == .events else { return report.items }
        var outcomes: [IngestReport.Item] = []
        for item in report.items {
            guard item.errors.isEmpty, let userID = item.userID,
                try await store.sourceContact(userID, of: source.id, in: source.project) == nil
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
    public func quarantined(
        _ item: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> QuarantinedItem {
        guard let found = try await store.quarantined(item, in: project) else {
            throw .notFound("quarantined item \(item)")
        }
        return found
    }

    /// Removes refused items, and says how many there were.
    public func discard(
        _ items: [ObjectID],
        in project: ProjectID,
        by actor: String
    ) async throws(ServiceError) -> Int {
        try await store.discard(
            items,
            in: project,
            audit: audit(
                "quarantine.discard",
                of: items.count == 1 ? "\(items[0])" : "\(items.count) items",
                by: actor
            )
        )
    }
}
