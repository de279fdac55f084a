public import AccountsModel
import Database
public import Essentials
public import MessagingModel

extension SQLRoutingStore {
    /// All routes, in no particular order.
    public func routes() async throws(ServiceError) -> [Route] {
        try await store.read { reader in
            try reader.query("SELECT \(Route.columns) FROM route ORDER BY id").decoded(Route.init)
        }
    }

    /// Adds or replaces a route.
    public func save(_ route: Route, audit: AuditEntry) async throws(ServiceError) {
        try await store.change(.routing, audit: audit) { transaction in
            try transaction.execute(
                """
                INSERT INTO route (\(Route.columns)) VALUES (\(Route.columns.list.placeholders))
                ON CONFLICT (id) DO UPDATE SET
                    carrier = excluded.carrier, country = excluded.country,
                    prefix = excluded.prefix, sender = excluded.sender,
                    project_id = excluded.project_id, priority = excluded.priority,
                    weight = excluded.weight, is_enabled = excluded.is_enabled
                """,
                Route.columns.values(of: route)
            )
        }
    }

    /// Removes a route; throws when there is none.
    public func removeRoute(_ id: ObjectID, audit: AuditEntry) async throws(ServiceError) {
        try await store.change(.routing, audit: audit) { transaction in
            let count = try transaction.execute(
                "DELETE FROM route WHERE id = $1",
                [SQLValue(id)]
            )
            guard count == 1 else { throw ServiceError.notFound("route \(id)") }
        }
    }
}

extension Route: RowDecodable {
    static let columns: Columns<Route> = [
        "id": { SQLValue($0.id) },
        "carrier": { SQLValue($0.carrier.description) },
        "country": { SQLValue($0.country) },
        "prefix": { SQLValue($0.prefix) },
        "sender": { SQLValue($0.sender) },
        "project_id": { SQLValue($0.project?.number) },
        "priority": { SQLValue($0.priority) },
        "weight": { SQLValue($0.weight) },
        "is_enabled": { SQLValue($0.isEnabled) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            carrier: CarrierID(try row.text()),
            country: try row.optionalText(),
            prefix: try row.optionalText(),
            sender: try row.optionalText(),
            project: try row.optionalInteger().map { ProjectID($0) },
            priority: try row.int(),
            weight: try row.int(),
            isEnabled: try row.bool()
        )
    }
}
