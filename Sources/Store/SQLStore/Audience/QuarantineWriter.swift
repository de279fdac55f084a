import AccountsModel
import AudienceModel
import Database
import Essentials

/// Writes refused items, and keeps the quarantine of each data source bounded.
struct QuarantineWriter {
    /// The most items per data source; new items replace the oldest, which are counted.
    static let capacity = 10_000
    /// The most bytes of their JSON per data source, likewise.
    static let capacityBytes = 64 << 20

    let transaction: any SQLTransaction

    /// Adds items, drops the excess, and returns how many were dropped per data source.
    func add(_ items: [QuarantinedItem]) throws(DatabaseError) -> [StreamStatistics.Change] {
        guard !items.isEmpty else { return [] }
        try transaction.insertMany(
            into: "quarantine",
            columns: QuarantinedItem.columns.names,
            rows: items.map(QuarantinedItem.columns.values),
            onConflict: .ignore
        )
        var changes: [StreamStatistics.Change] = []
        var seen: Set<ObjectID> = []
        for item in items where seen.insert(item.dataSource).inserted {
            let dropped = try trim(item.dataSource, in: item.project)
            guard dropped > 0 else { continue }
            var amounts = StreamStatistics()
            amounts.quarantineDropped = dropped
            changes.append(
                .init(dataSource: item.dataSource, project: item.project, amounts: amounts)
            )
        }
        return changes
    }

    private func trim(_ dataSource: ObjectID, in project: ProjectID) throws(DatabaseError) -> Int {
        let key = [SQLValue(project), SQLValue(dataSource)]
        let row = try transaction.queryOne(
            """
            SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM quarantine
            WHERE project_id = $1 AND data_source_id = $2
            """,
            key
        )
        let (count, bytes) = (try row?.int(0) ?? 0, try row?.int(1) ?? 0)
        guard count > QuarantineWriter.capacity || bytes > QuarantineWriter.capacityBytes else {
            return 0
        }
        return try transaction.execute(
            """
            DELETE FROM quarantine WHERE project_id = $1 AND id IN (
                SELECT id FROM (
                    SELECT id, ROW_NUMBER() OVER newest AS place, SUM(bytes) OVER newest AS total
                    FROM quarantine WHERE project_id = $1 AND data_source_id = $2
                    WINDOW newest AS (ORDER BY id DESC)
                ) ranked WHERE place > $3 OR total > $4)
            """,
            key + [SQLValue(QuarantineWriter.capacity), SQLValue(QuarantineWriter.capacityBytes)]
        )
    }
}
