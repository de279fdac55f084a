import Database
public import Essentials
public import MessagingModel

extension SQLDiagnosis {
    /// How many messages are in each table, and how many notifications are queued.
    public func pipelineDepths() async throws(ServiceError) -> PipelineDepths {
        try await store.read { reader in
            let row = try reader.queryOne(
                """
                SELECT (SELECT COUNT(*) FROM scheduled_message), (SELECT COUNT(*) FROM outbox),
                    (SELECT COUNT(*) FROM hand_off WHERE in_doubt_since IS NULL),
                    (SELECT COUNT(*) FROM hand_off WHERE in_doubt_since IS NOT NULL),
                    (SELECT COUNT(*) FROM awaiting_receipt), (SELECT COUNT(*) FROM notification)
                """
            )
            guard let row else { throw DatabaseError.invalid("no counts") }
            var counts = RowReader(row)
            return PipelineDepths(
                scheduled: try counts.int(),
                outbox: try counts.int(),
                handOffs: try counts.int(),
                inDoubt: try counts.int(),
                awaitingReceipt: try counts.int(),
                notifications: try counts.int()
            )
        }
    }

    /// How many accepted items are not applied yet.
    public func ingestDepth() async throws(ServiceError) -> Int {
        try await store.read { reader in
            let sum = "SELECT CAST(COALESCE(SUM(items_count), 0) AS BIGINT) FROM ingest_log"
            return try reader.queryOne(sum)?.int(0) ?? 0
        }
    }
}
