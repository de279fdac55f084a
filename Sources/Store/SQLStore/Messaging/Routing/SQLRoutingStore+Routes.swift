public import AccountsModel
import Database
public import Essentials
public import MessagingModel

extension SQLStore {
    /// All routes, in no particular order.
    public func routes() async throws(ServiceError) -> StoredRoutes {
        try await read { reader in
            var routes = StoredRoutes()
            for row in try reader.query("SELECT \(Route.columns) FROM route ORDER BY id") {
                let prefix = try row.optionalText(3)
                let parsed = prefix.flatMap { RoutePrefix($0) }
                if let prefix, parsed == nil {
                    routes.invalid.append(InvalidRoute(try row.objectID(0), .prefix(prefix)))
                } else {
                    routes.valid.append(try Route(row, prefix: parsed))
                }
            }
            return routes
        }
    }

    /// Adds or replaces a route.
    public func save(_ route: Route, audit: AuditEntry) async throws(ServiceError) {
        try await change(.routing, audit: audit) { transaction in
            try transaction.execute(
                """
                INSERT INTO route (\(Route.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (id) DO UPDATE SET
                    carrier = excluded.carrier, country = excluded.country,
                    prefix = excluded.prefix, sender = excluded.sender,
                    project_id = excluded.project_id, priority = excluded.priority,
                    weight = excluded.weight, is_enabled = excluded.is_enabled
                """,
                route.values
            )
        }
    }

    /// Removes a route; throws when there is none.
    public func removeRoute(_ id: ObjectID, audit: AuditEntry) async throws(ServiceError) {
        try await change(.routing, audit: audit) { transaction in
            let count = try transaction.execute(
                "DELETE FROM route WHERE id = $1",
                [SQLValue(id)]
            )
            guard count == 1 else { throw ServiceError.notFound("route \(id)") }
        }
    }
}

extension Route {
    fileprivate static let columns =
        "id, carrier, country, prefix, sender, project_id, priority, weight, is_enabled"

    fileprivate init(_ row: SQLRow, prefix: RoutePrefix?) throws(DatabaseError) {
        self.init(
            id: try row.objectID(0),
            carrier: CarrierID(try row.text(1)),
            country: try row.optionalText(2),
            prefix: prefix,
            sender: try row.optionalText(4),
            project: try row.optionalInteger(5).map { ProjectID($0) },
            priority: try row.int(6),
            weight: try row.int(7),
            isEnabled: try row.bool(8)
        )
    }

    /// Values in the order of the columns.
    fileprivate var values: [SQLValue] {
        [
            SQLValue(id), SQLValue(carrier.description), SQLValue(country),
            SQLValue(prefix?.description), SQLValue(sender), SQLValue(project?.number),
            SQLValue(priority), SQLValue(weight),
            SQLValue(isEnabled),
        ]
    }
}
