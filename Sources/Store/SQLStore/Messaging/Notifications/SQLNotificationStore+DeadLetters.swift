public import AccountsModel
import Database
public import Essentials
public import MessagingModel

extension SQLNotificationStore {
    /// The most dead letters that one transaction moves.
    private static let mostMoved = 1000

    /// The columns of a notification that is queued again at the time $4.
    private static let replayed = NotificationRow.list(replacing: [
        "attempts": "0", "due_at": "CAST($4 AS BIGINT)", "queued_at": "CAST($4 AS BIGINT)",
    ])

    /// Dead letters, oldest first; of one token or of all.
    public func deadLetters(
        of token: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [DeadLetter] {
        let selection = token.map(DeadLetterSelection.token) ?? .all
        return try await store.read { reader in
            try reader.query(
                """
                SELECT \(NotificationRow.list), last_error, died_at FROM dead_letter
                WHERE \(selection.condition) ORDER BY id LIMIT $2
                """,
                [selection.parameter, SQLValue(limit)]
            ).map { row in
                let column = NotificationRow.columns.count
                return DeadLetter(
                    notification: try NotificationRow.notification(row),
                    lastError: try row.text(column),
                    at: try row.timestamp(column + 1)
                )
            }
        }
    }

    /// Queues dead letters again with zero attempts, and returns how many.
    public func replay(
        _ selection: DeadLetterSelection,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int {
        let count = try await removeLetters(selection) { tx, keys in
            try tx.executeMany(
                """
                INSERT INTO notification (\(NotificationRow.list))
                SELECT \(Self.replayed) FROM dead_letter
                WHERE project_id = $1 AND token_id = $2 AND id = $3
                ON CONFLICT DO NOTHING
                """,
                keys.map { $0 + [SQLValue(audit.at)] }
            )
        }
        try await store.change(.webhooks, audit: audit) { _ in }
        return count
    }

    /// Removes dead letters for good, and returns how many.
    public func discard(
        _ selection: DeadLetterSelection,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int {
        let count = try await removeLetters(selection) { _, _ in }
        try await store.change(.webhooks, audit: audit) { _ in }
        return count
    }

    /// Removes dead letters, a bounded number per transaction.
    private func removeLetters(
        _ selection: DeadLetterSelection,
        _ body: @escaping @Sendable (any SQLTransaction, [[SQLValue]]) throws -> Void
    ) async throws(ServiceError) -> Int {
        var total = 0
        while true {
            let count = try await store.write(.bulk) { tx in
                let keys = try tx.query(
                    """
                    SELECT project_id, token_id, id FROM dead_letter
                    WHERE \(selection.condition) ORDER BY id LIMIT $2
                    """,
                    [selection.parameter, SQLValue(Self.mostMoved)]
                ).map { [$0[0], $0[1], $0[2]] }
                try body(tx, keys)
                try tx.executeMany(
                    "DELETE FROM dead_letter WHERE project_id = $1 AND token_id = $2 AND id = $3",
                    keys
                )
                return keys.count
            }
            total += count
            if count < Self.mostMoved { return total }
        }
    }
}

extension DeadLetterSelection {
    /// The condition on the first parameter.
    fileprivate var condition: String {
        switch self {
        case .all: "id > $1"
        case .token: "token_id = $1"
        case .notification: "id = $1"
        }
    }

    fileprivate var parameter: SQLValue {
        switch self {
        case .all: .blob([])
        case .token(let id), .notification(let id): SQLValue(id)
        }
    }
}
