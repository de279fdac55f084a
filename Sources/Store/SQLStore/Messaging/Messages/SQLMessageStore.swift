public import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// Accepted messages in SQL; concurrent calls share a commit.
public final class SQLMessageStore: MessageStore {
    let store: SQLStore
    private let intakes: Batcher<Intake, IntakeResult>

    /// Creates the port; the schema must be up to date.
    public init(_ store: SQLStore) {
        let ids = store.ids
        let clock = store.clock
        self.store = store
        intakes = Batcher(
            store.database,
            lane: .interactive,
            capacity: 20_000,
            capacityPerShare: 10_000,
            mostPerTransaction: 512,
            weight: Self.weight(of:),
            mostWeight: 2000
        ) { tx, intakes in
            var transaction = IntakeTransaction(tx: tx, ids: ids, now: clock.now)
            return try transaction.accept(intakes)
        }
    }

    private static func weight(of intake: Intake) -> Int { intake.messages.count }

    /// Charges and stores the messages of one call together with their outbox entries.
    public func accept(_ intake: Intake) async throws(ServiceError) -> IntakeResult {
        do {
            return try await intakes.submit(intake, of: intake.organization.number)
        } catch {
            throw ServiceError(store: error)
        }
    }

    /// The stored answer to an earlier request with this key; nil if there is none.
    public func answer(
        token: ObjectID,
        idempotencyKey: String
    ) async throws(ServiceError) -> IdempotentAnswer? {
        try await store.read { reader in
            try reader.queryOne(
                """
                SELECT fingerprint, status, body, at FROM idempotent_answer
                WHERE token_id = $1 AND idempotency_key = $2
                """,
                [SQLValue(token), .text(idempotencyKey)]
            ).map { row in
                var row = RowReader(row)
                return IdempotentAnswer(
                    fingerprint: try row.blob(),
                    status: try row.int(),
                    body: try row.blob(),
                    at: try row.timestamp()
                )
            }
        }
    }

    /// A message in any of the projects; nil if there is none.
    public func message(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> Message? {
        try await store.read { reader in
            for project in projects {
                if let message = try Self.sent(id, in: project, reader) { return message }
            }
            return nil
        }
    }
}
