public import AccountsModel
import Database
public import Essentials
public import MessagingModel

extension SQLRoutingStore {
    /// All routes, in no particular order.
    public func routes() async throws(ServiceError) -> StoredRoutes {
        try await store.read { reader in
            var routes = StoredRoutes()
            for row in try reader.query("SELECT \(Route.columns) FROM route ORDER BY id") {
                var columns = RowReader(row)
                switch try Route.decode(&columns) {
                case .success(let route): routes.valid.append(route)
                case .failure(let invalid): routes.invalid.append(invalid)
                }
            }
            return routes
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

    /// Removes a route; throws if there is none.
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

extension Route {
    fileprivate static let columns: Columns<Route> = [
        "id": { SQLValue($0.id) },
        "carrier": { SQLValue($0.carrier.description) },
        "country": { SQLValue($0.country) },
        "prefix": { SQLValue($0.prefix?.description) },
        "sender": { SQLValue($0.sender) },
        "project_id": { SQLValue($0.project?.number) },
        "priority": { SQLValue($0.priority) },
        "weight": { SQLValue($0.weight) },
        "is_enabled": { SQLValue($0.isEnabled) },
    ]

    /// Reads a route; an older version may have stored a prefix that no route can have.
    fileprivate static func decode(
        _ row: inout RowReader
    ) throws(DatabaseError) -> Result<Route, InvalidRoute> {
        let id = try row.objectID()
        let carrier = CarrierID(try row.text())
        let country = try row.optionalText()
        let digits = try row.optionalText()
        let prefix = digits.flatMap { RoutePrefix($0) }
        if let digits, prefix == nil { return .failure(InvalidRoute(id, .prefix(digits))) }
        return .success(
            Route(
                id: id,
                carrier: carrier,
                country: country,
                prefix: prefix,
                sender: try row.optionalText(),
                project: try row.optionalInteger().map { ProjectID($0) },
                priority: try row.int(),
                weight: try row.int(),
                isEnabled: try row.bool()
            )
        )
    }
}
