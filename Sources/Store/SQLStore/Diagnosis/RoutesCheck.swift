import AccountsModel
import Database
import MessagingModel

/// Reports live tokens whose messages are refused, and routes that lead to the simulator.
struct RoutesCheck {
    private let reader: any SQLReader

    init(_ reader: any SQLReader) { self.reader = reader }

    func findings() throws -> [Finding] { try unroutedProjects() + simulatedRoutes() }

    private func unroutedProjects() throws -> [Finding] {
        let row = try reader.queryOne(
            """
            SELECT COUNT(*) OVER (), p.uid FROM project p
            WHERE EXISTS (
                SELECT 1 FROM token t WHERE t.project_id = p.id AND t.is_test = 0
                    AND t.revoked_at IS NULL AND t.kind IN ('api_sms', 'legacy')
            ) AND NOT EXISTS (
                SELECT 1 FROM route r
                WHERE r.is_enabled = 1 AND (r.project_id IS NULL OR r.project_id = p.id)
            )
            ORDER BY p.id LIMIT 1
            """
        )
        guard let row else { return [] }
        return [
            Finding(
                .note,
                "routes",
                "\(try row.integer(0)) projects with live tokens have no route, so their messages"
                    + " are refused; one is \(try row.objectID(1)); add one with"
                    + " `heliograph route add`"
            )
        ]
    }

    private func simulatedRoutes() throws -> [Finding] {
        try reader.query(
            "SELECT id FROM route WHERE is_enabled = 1 AND carrier = $1 ORDER BY id LIMIT 20",
            [SQLValue(CarrierID.simulator.description)]
        ).map { row in
            Finding(
                .note,
                "routes",
                "route \(try row.objectID(0)) leads to the simulator: the messages that it takes"
                    + " reach no phone"
            )
        }
    }
}
