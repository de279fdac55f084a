import AccountsModel
import AudienceModel
import Database
import Essentials

/// The bounded place of each data source where refused items lie.
struct QuarantineShelf {
    /// The most items of one data source; the oldest make room for new ones, and are counted.
    static let capacity = 10_000

    let transaction: any SQLTransaction

    /// Adds items, drops what is too much, and says how many were dropped of each data source.
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
        let shelf = [SQLValue(project), SQLValue(dataSource)]
        let row = try transaction.queryOne(
            "SELECT COUNT(*) FROM quarantine WHERE project_id = $1 AND data_source_id = $2",
            shelf
        )
        let excess = (try row?.int(0) ?? 0) - QuarantineShelf.capacity
        guard excess > 0 else { return 0 }
        return try transaction.execute(
            """
            DELETE FROM quarantine WHERE project_id = $1 AND id IN (
                SELECT id FROM quarantine WHERE project_id = $1 AND data_source_id = $2
                ORDER BY id LIMIT $3)
            """,
            shelf + [SQLValue(excess)]
        )
    }
}
