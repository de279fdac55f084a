import Database
public import Domain
public import Essentials

extension SQLStore: NotificationStore {
    /// The projects and tokens that have anything queued.
    public func notificationEndpoints() async throws(DomainError) -> [NotificationEndpoint] {
        try await read { reader in
            // One step through the key an endpoint, however many rows it has.
            var endpoints: [NotificationEndpoint] = []
            var last: [SQLValue] = [.integer(.min), .blob([])]
            while let row = try reader.queryOne(
                """
                SELECT project_id, token_id FROM notification
                WHERE (project_id, token_id) > ($1, $2)
                ORDER BY project_id, token_id LIMIT 1
                """,
                last
            ) {
                endpoints.append(
                    NotificationEndpoint(project: try row.projectID(0), token: try row.objectID(1))
                )
                last = [row[0], row[1]]
            }
            return endpoints
        }
    }

    /// Queued notifications of one endpoint with ids above `after`, in order of id.
    public func queuedNotifications(
        for endpoint: NotificationEndpoint,
        after: ObjectID?,
        limit: Int
    ) async throws(DomainError) -> [Notification] {
        try await read { reader in
            try reader.query(
                """
                SELECT \(NotificationRow.list) FROM notification
                WHERE project_id = $1 AND token_id = $2 AND id > $3
                ORDER BY project_id, token_id, id LIMIT $4
                """,
                [
                    SQLValue(endpoint.project), SQLValue(endpoint.token),
                    .blob(after?.bytes ?? []), SQLValue(limit),
                ]
            ).decoded(NotificationRow.notification)
        }
    }

    /// The queued ones among these notifications of one endpoint.
    public func queuedNotifications(
        for endpoint: NotificationEndpoint,
        ids: [ObjectID]
    ) async throws(DomainError) -> [Notification] {
        try await read { reader in
            try reader.queryMany(
                """
                SELECT \(NotificationRow.list) FROM notification
                WHERE project_id = $1 AND token_id = $2 AND id = $3
                """,
                ids.map { [SQLValue(endpoint.project), SQLValue(endpoint.token), SQLValue($0)] }
            ).flatMap { try $0.decoded(NotificationRow.notification) }
        }
    }

    /// Records outcomes, durable when it returns; missing rows are ignored.
    public func record(_ settlements: [NotificationSettlement]) async throws(DomainError) {
        var ended: [[SQLValue]] = []
        var retried: [[SQLValue]] = []
        var dead: [[SQLValue]] = []
        for settlement in settlements {
            let key = [
                SQLValue(settlement.endpoint.project), SQLValue(settlement.endpoint.token),
                SQLValue(settlement.id),
            ]
            switch settlement.outcome {
            case .delivered, .dropped: ended.append(key)
            case .retry(let moment, let attempts):
                retried.append(key + [SQLValue(attempts), SQLValue(moment)])
            case .dead(let reason, let moment, let attempts):
                dead.append(key + [SQLValue(attempts), SQLValue(reason), SQLValue(moment)])
                ended.append(key)
            }
        }
        // One notification may be there twice, first retried and later ended, in this order.
        let (retries, letters, ends) = (retried, dead, ended)
        try await write { tx in
            try tx.executeMany(
                """
                UPDATE notification SET attempts = $4, due_at = $5
                WHERE project_id = $1 AND token_id = $2 AND id = $3
                """,
                retries
            )
            try tx.executeMany(
                """
                INSERT INTO dead_letter (\(NotificationRow.list), last_error, died_at)
                SELECT project_id, token_id, id, message_id, client_id, status, code, event_at,
                    inbound_text, inbound_from, inbound_to, CAST($4 AS INTEGER), due_at,
                    queued_at, CAST($5 AS TEXT), CAST($6 AS BIGINT)
                FROM notification WHERE project_id = $1 AND token_id = $2 AND id = $3
                ON CONFLICT DO NOTHING
                """,
                letters
            )
            try tx.executeMany(
                "DELETE FROM notification WHERE project_id = $1 AND token_id = $2 AND id = $3",
                ends
            )
        }
    }
}
