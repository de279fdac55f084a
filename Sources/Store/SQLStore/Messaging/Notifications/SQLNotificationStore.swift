import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// The queue of notifications in SQL.
public struct SQLNotificationStore: NotificationStore {
    let store: SQLStore

    /// The endpoints of a channel with queued notifications.
    public func notificationEndpoints(
        of channel: NotificationChannel
    ) async throws(ServiceError) -> [NotificationEndpoint] {
        try await store.read { reader in
            // One seek of the key per endpoint, however many rows it has.
            var endpoints: [NotificationEndpoint] = []
            var last: [SQLValue] = [.integer(.min), .blob([]), -1]
            while let row = try reader.queryOne(
                """
                SELECT project_id, token_id, channel FROM notification
                WHERE (project_id, token_id, channel) > ($1, $2, $3)
                ORDER BY project_id, token_id, channel LIMIT 1
                """,
                last
            ) {
                last = [row[0], row[1], row[2]]
                guard try row.int(2) == channel.rawValue else { continue }
                endpoints.append(
                    NotificationEndpoint(
                        project: try row.projectID(0),
                        token: try row.objectID(1),
                        channel: channel
                    )
                )
            }
            return endpoints
        }
    }

    /// Queued notifications of one endpoint with ids above `after`, ordered by id.
    public func queuedNotifications(
        for endpoint: NotificationEndpoint,
        after: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [Notification] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(NotificationRow.source(of: endpoint.channel))
                WHERE n.project_id = $1 AND n.token_id = $2 AND n.channel = $3 AND n.id > $4
                ORDER BY n.project_id, n.token_id, n.channel, n.id LIMIT $5
                """,
                endpoint.values + [.blob(after?.bytes ?? []), SQLValue(limit)]
            ).decoded(NotificationRow.queued)
        }
    }

    /// Those of one endpoint's notifications that are still queued.
    public func queuedNotifications(
        for endpoint: NotificationEndpoint,
        ids: [ObjectID]
    ) async throws(ServiceError) -> [Notification] {
        try await store.read { reader in
            try reader.queryMany(
                """
                SELECT \(NotificationRow.source(of: endpoint.channel))
                WHERE n.project_id = $1 AND n.token_id = $2 AND n.channel = $3 AND n.id = $4
                """,
                ids.map { endpoint.values + [SQLValue($0)] }
            ).flatMap { try $0.decoded(NotificationRow.queued) }
        }
    }

    /// Records outcomes, durable when it returns; missing rows are ignored.
    public func record(_ settlements: [NotificationSettlement]) async throws(ServiceError) {
        var ended: [[SQLValue]] = []
        var retried: [[SQLValue]] = []
        var dead: [[SQLValue]] = []
        for settlement in settlements {
            let key = settlement.endpoint.values + [SQLValue(settlement.id)]
            switch settlement.outcome {
            case .delivered, .dropped: ended.append(key)
            case .retry(let moment, let attempts):
                retried.append(key + [SQLValue(attempts), SQLValue(moment)])
            case .dead(let reason, let moment, let attempts):
                dead.append(key + [SQLValue(attempts), SQLValue(reason), SQLValue(moment)])
                ended.append(key)
            }
        }
        // A notification may occur twice, first retried and then finished.
        let (retries, letters, ends) = (retried, dead, ended)
        try await store.write { tx in
            try tx.executeMany(
                """
                UPDATE notification SET attempts = $5, due_at = $6
                WHERE project_id = $1 AND token_id = $2 AND channel = $3 AND id = $4
                """,
                retries
            )
            try tx.executeMany(
                """
                INSERT INTO dead_letter (\(NotificationRow.list), last_error, died_at)
                SELECT \(NotificationRow.list(replacing: ["attempts": "CAST($5 AS INTEGER)"])),
                    CAST($6 AS TEXT), CAST($7 AS BIGINT)
                FROM notification
                WHERE project_id = $1 AND token_id = $2 AND channel = $3 AND id = $4
                ON CONFLICT DO NOTHING
                """,
                letters
            )
            try tx.executeMany(
                """
                DELETE FROM notification
                WHERE project_id = $1 AND token_id = $2 AND channel = $3 AND id = $4
                """,
                ends
            )
        }
    }
}

extension NotificationEndpoint {
    /// Project, token and channel: the first columns of the queue's key.
    var values: [SQLValue] {
        [SQLValue(project), SQLValue(token), SQLValue(channel.rawValue)]
    }
}
