public import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// Inbound numbers, and inbound messages without an owner, in SQL.
public struct SQLInboundStore: InboundStore {
    let store: SQLStore

    /// All assigned numbers, in order.
    public func inboundNumbers() async throws(ServiceError) -> [InboundNumber] {
        try await store.read { reader in
            try reader.query("SELECT number, token_id FROM inbound_number ORDER BY number").map {
                InboundNumber(number: try $0.text(0), token: try $0.objectID(1))
            }
        }
    }

    /// Assigns a number to a token; another token that has it loses it.
    public func assign(
        _ number: InboundNumber,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try await store.change(.routing, audit: audit) { transaction in
            try transaction.execute(
                """
                INSERT INTO inbound_number (number, token_id) VALUES ($1, $2)
                ON CONFLICT (number) DO UPDATE SET token_id = excluded.token_id
                """,
                [SQLValue(number.number), SQLValue(number.token)]
            )
        }
    }

    /// Unassigns a number; throws if no token has it.
    public func removeInboundNumber(
        _ number: String,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try await store.change(.routing, audit: audit) { transaction in
            let count = try transaction.execute(
                "DELETE FROM inbound_number WHERE number = $1",
                [SQLValue(number)]
            )
            guard count == 1 else { throw ServiceError.notFound("number \(number)") }
        }
    }

    /// Inbound messages without an owner, newest first.
    public func unclaimedInbound(limit: Int) async throws(ServiceError) -> [StoredInbound] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(StoredInbound.columns) FROM inbound_message
                WHERE project_id = 0 ORDER BY at DESC, id DESC LIMIT $1
                """,
                [SQLValue(limit)]
            ).map(StoredInbound.init)
        }
    }

    /// How many inbound messages have no owner.
    public func unclaimedInboundCount() async throws(ServiceError) -> Int {
        try await store.read { reader in
            try reader.queryOne("SELECT COUNT(*) FROM inbound_message WHERE project_id = 0")?
                .int(0) ?? 0
        }
    }
}
