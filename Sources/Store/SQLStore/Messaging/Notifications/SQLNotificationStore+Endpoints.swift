public import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// How endpoints fare.
extension SQLNotificationStore {
    /// How many failed attempts of an endpoint are kept.
    private static let keptAttempts = 100
    /// The longest reason that is kept, in characters.
    private static let longestReason = 300

    /// Keeps news about endpoints; notifications that are gone are ignored.
    public func note(_ notes: [EndpointNote]) async throws(ServiceError) {
        guard !notes.isEmpty else { return }
        try await store.write(.bulk) { tx in
            try tx.executeMany(
                """
                DELETE FROM endpoint_fault
                WHERE project_id = $1 AND token_id = $2 AND channel = $3
                """,
                notes.filter(\.isRecovered).map(\.endpoint.values)
            )
            let failing = notes.filter { !$0.attempts.isEmpty }
            try tx.executeMany(Self.upsertFault, notes.compactMap(Self.fault))
            try tx.insertMany(
                into: "failed_attempt",
                columns: [
                    "project_id", "token_id", "channel", "at", "notification_id", "subject",
                    "reason",
                ],
                rows: failing.flatMap(Self.attempts),
                onConflict: .ignore
            )
            try tx.executeMany(
                """
                UPDATE notification SET last_error = $5, last_attempt_at = $6
                WHERE project_id = $1 AND token_id = $2 AND channel = $3 AND id = $4
                """,
                failing.flatMap(Self.lastErrors)
            )
            try tx.executeMany(
                """
                DELETE FROM failed_attempt
                WHERE project_id = $1 AND token_id = $2 AND channel = $3 AND at < (
                    SELECT at FROM failed_attempt
                    WHERE project_id = $1 AND token_id = $2 AND channel = $3
                    ORDER BY at DESC LIMIT 1 OFFSET \(Self.keptAttempts - 1))
                """,
                failing.map(\.endpoint.values)
            )
        }
    }

    /// The endpoints of a channel whose last attempt failed.
    public func failingEndpoints(
        of channel: NotificationChannel
    ) async throws(ServiceError) -> [NotificationEndpoint] {
        try await store.read { reader in
            try reader.query(
                "SELECT project_id, token_id FROM endpoint_fault WHERE channel = $1",
                [SQLValue(channel.rawValue)]
            ).map { row in
                NotificationEndpoint(
                    project: try row.projectID(0),
                    token: try row.objectID(1),
                    channel: channel
                )
            }
        }
    }

    /// The last failed attempts of a token's endpoints, newest first.
    public func failedAttempts(
        of token: ObjectID,
        limit: Int
    ) async throws(ServiceError) -> [FailedAttempt] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT notification_id, subject, at, reason FROM failed_attempt
                WHERE token_id = $1 ORDER BY at DESC, notification_id DESC LIMIT $2
                """,
                [SQLValue(token), SQLValue(limit)]
            ).map { row in
                FailedAttempt(
                    notification: try row.objectID(0),
                    subject: try row.objectID(1),
                    at: try row.timestamp(2),
                    reason: try row.text(3)
                )
            }
        }
    }

    /// The notifications about a subject that wait or were given up, oldest first.
    public func openNotifications(
        about subject: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [OpenNotification] {
        try await store.read { reader in
            let key = [SQLValue(project), SQLValue(subject)]
            let waiting = try reader.notifications(
                "notification",
                last: "last_attempt_at",
                isGivenUp: false,
                key
            )
            let dead = try reader.notifications(
                "dead_letter",
                last: "died_at",
                isGivenUp: true,
                key
            )
            return (waiting + dead).sorted { $0.notification.id < $1.notification.id }
        }
    }

    // MARK: Rows

    private static let upsertFault = """
        INSERT INTO endpoint_fault (project_id, token_id, channel, since, failures, last_error,
            last_at, paused_until)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (project_id, token_id, channel) DO UPDATE SET
            failures = endpoint_fault.failures + excluded.failures,
            last_error = excluded.last_error, last_at = excluded.last_at,
            paused_until = excluded.paused_until
        """

    private static func fault(_ note: EndpointNote) -> [SQLValue]? {
        guard let since = note.failingSince, let last = note.attempts.last else { return nil }
        return note.endpoint.values + [
            SQLValue(since), SQLValue(note.failures), reason(of: last), SQLValue(last.at),
            SQLValue(note.pausedUntil),
        ]
    }

    private static func attempts(_ note: EndpointNote) -> [[SQLValue]] {
        note.attempts.map { attempt in
            note.endpoint.values + [
                SQLValue(attempt.at), SQLValue(attempt.notification), SQLValue(attempt.subject),
                reason(of: attempt),
            ]
        }
    }

    private static func lastErrors(_ note: EndpointNote) -> [[SQLValue]] {
        note.attempts.map { attempt in
            note.endpoint.values + [
                SQLValue(attempt.notification), reason(of: attempt), SQLValue(attempt.at),
            ]
        }
    }

    private static func reason(of attempt: FailedAttempt) -> SQLValue {
        .text(String(attempt.reason.prefix(longestReason)))
    }
}

extension SQLReader {
    /// The notifications of a table about a subject; `last` names the column of the last attempt.
    fileprivate func notifications(
        _ table: String,
        last: String,
        isGivenUp: Bool,
        _ key: [SQLValue]
    ) throws -> [OpenNotification] {
        let count = NotificationRow.columns.count
        return try query(
            """
            SELECT \(NotificationRow.list), last_error, \(last) FROM \(table)
            WHERE project_id = $1 AND subject = $2 ORDER BY id
            """,
            key
        ).map { row in
            let attempted = try row.optionalTimestamp(count + 1)
            return OpenNotification(
                notification: try NotificationRow.notification(row),
                lastError: try row.optionalText(count),
                lastAttemptAt: attempted,
                givenUpAt: isGivenUp ? attempted : nil
            )
        }
    }
}
