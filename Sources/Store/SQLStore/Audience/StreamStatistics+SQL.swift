import AudienceModel
import Database
import Essentials

extension StreamStatistics: RowDecodable {
    private static let counterColumns = [
        "calls", "calls_succeeded", "calls_failed", "items_accepted", "items_refused",
        "contacts_received", "contacts_created", "contacts_merged", "contacts_updated",
        "contacts_removed", "events_received", "events_created", "quarantine_dropped",
    ]
    private static let momentColumns = [
        "last_call_at", "last_success_at", "last_failure_at", "last_contact_received_at",
        "last_contact_created_at", "last_contact_applied_at", "last_event_received_at",
        "last_event_created_at",
    ]

    static let columns = ColumnList(counterColumns + momentColumns)

    /// Adds to the row of a data source, or creates it.
    static let addition: String = {
        let places = (1...columns.names.count + 2).map { "CAST($\($0) AS BIGINT)" }
        let sums = counterColumns.map { "\($0) = stream_statistics.\($0) + excluded.\($0)" }
        let latest = momentColumns.map { column in
            """
            \(column) = CASE WHEN excluded.\(column) IS NULL THEN stream_statistics.\(column)
                WHEN stream_statistics.\(column) > excluded.\(column)
                THEN stream_statistics.\(column) ELSE excluded.\(column) END
            """
        }
        return """
            INSERT INTO stream_statistics (project_id, data_source_id, \(columns))
            VALUES ($1, $2, \(places.dropFirst(2).joined(separator: ", ")))
            ON CONFLICT (project_id, data_source_id) DO UPDATE SET
                \((sums + latest).joined(separator: ", "))
            """
    }()

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init()
        for counter in StreamStatistics.counters { self[keyPath: counter] = try row.int() }
        for moment in StreamStatistics.moments {
            self[keyPath: moment] = try row.optionalTimestamp()
        }
    }

    fileprivate var values: [SQLValue] {
        StreamStatistics.counters.map { .integer(Int64(self[keyPath: $0])) }
            + StreamStatistics.moments.map { SQLValue(self[keyPath: $0]) }
    }
}

extension SQLTransaction {
    /// Adds to the counters of data sources, one row per data source.
    func add(_ changes: [StreamStatistics.Change]) throws(DatabaseError) {
        var sums: [ObjectID: StreamStatistics.Change] = [:]
        for change in changes {
            sums[
                change.dataSource,
                default: .init(dataSource: change.dataSource, project: change.project)
            ]
            .amounts.add(change.amounts)
        }
        // Always in the same order, so that transactions do not deadlock.
        for change in sums.values.sorted(by: { $0.dataSource < $1.dataSource }) {
            try execute(
                StreamStatistics.addition,
                [SQLValue(change.project), SQLValue(change.dataSource)] + change.amounts.values
            )
        }
    }
}
