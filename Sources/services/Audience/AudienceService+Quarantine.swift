public import Domain
public import Essentials
import JSONCoding

extension AudienceService {
    /// Refused items of a data source, newest first, older than the given one.
    public func quarantine(
        of source: DataSource,
        before item: ObjectID? = nil,
        limit: Int = 50
    ) async throws(DomainError) -> [QuarantinedItem] {
        guard (1...1000).contains(limit) else {
            throw .invalid([FieldError("limit", "must be 1 to 1000")])
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
    ) async throws(DomainError) -> QuarantinedItem {
        guard case .object? = try? JSONDocument.parse(Array(json.utf8)), !json.utf8.contains(0)
        else { throw .invalid([FieldError("json", "must be a JSON object")]) }
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
    ) async throws(DomainError) -> IngestReport {
        var outcomes: [IngestReport.Item] = []
        for id in items {
            guard let item = try await store.quarantined(id, in: project) else {
                throw .notFound("quarantined item \(id)")
            }
            let source = try await dataSource("\(item.dataSource)", in: project)
            let json = try? JSONDocument.parse(Array(item.json.utf8))
            let report = try await ingest(item.stream, [json ?? .null], into: source)
            // What is refused again was quarantined anew, so the old one goes in either case.
            _ = try await store.discard(
                [id],
                in: project,
                audit: audit("quarantine.replay", of: "\(id)", by: actor)
            )
            outcomes += report.items
        }
        return IngestReport(items: outcomes, isDryRun: false)
    }

    /// Removes refused items, and says how many there were.
    public func discard(
        _ items: [ObjectID],
        in project: ProjectID,
        by actor: String
    ) async throws(DomainError) -> Int {
        try await store.discard(
            items,
            in: project,
            audit: audit("quarantine.discard", of: "\(items.count) items", by: actor)
        )
    }
}
