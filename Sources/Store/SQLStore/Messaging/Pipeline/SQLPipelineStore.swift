public import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// The messages that are not final, in SQL.
public final class SQLPipelineStore: PipelineStore {
    let store: SQLStore
    private let callbacks: CallbackDirectory
    private let changes: Batcher<PipelineChange, ChangeEffect>
    private let conversationScan = Locked(Place())

    /// Creates the port; the schema must be up to date.
    public init(_ store: SQLStore, callbacks: CallbackDirectory) {
        self.store = store
        self.callbacks = callbacks
        let ids = store.ids
        let clock = store.clock
        changes = Batcher(
            store.database,
            lane: .interactive,
            capacity: 200_000,
            mostPerTransaction: 8192
        ) { tx, changes in
            var transaction = PipelineTransaction(
                tx: tx,
                ids: ids,
                now: clock.now,
                callbacks: callbacks
            )
            return try transaction.apply(changes)
        }
    }

    /// Applies changes in one transaction, in order; on failure none of them.
    public func apply(
        _ changes: [PipelineChange],
        completion: @escaping @Sendable (Result<[ChangeEffect], ServiceError>) -> Void
    ) {
        self.changes.enqueue(changes) { result in
            completion(result.mapError(ServiceError.init(store:)))
        }
    }

    /// Marks the unanswered hand-offs of the projects, left by an earlier owner, as in doubt.
    public func markHandOffsInDoubt(
        of projects: ProjectSet,
        at moment: Timestamp
    ) async throws(ServiceError) -> Int {
        let (ids, callbacks) = (store.ids, callbacks)
        return try await store.write { tx in
            let keys = try tx.query(
                "SELECT project_id, message_id FROM hand_off WHERE in_doubt_since IS NULL"
            ).map { MessageKey(project: try $0.projectID(0), id: try $0.objectID(1)) }
                .filter { projects.contains($0.project) }
            var transaction = PipelineTransaction(
                tx: tx,
                ids: ids,
                now: moment,
                callbacks: callbacks
            )
            _ = try transaction.apply(keys.map { .doubt(.init($0, at: moment)) })
            return keys.count
        }
    }

    /// The projects that have messages in the outbox.
    public func projectsWithOutbox() async throws(ServiceError) -> [ProjectID] {
        try await store.read { try Self.projects(in: "outbox", $0) }
    }

    /// The oldest messages in the outbox of a project.
    public func outbox(
        of project: ProjectID,
        limit: Int
    ) async throws(ServiceError) -> [QueuedMessage] {
        try await store.read { reader in
            var messages: [QueuedMessage] = []
            try reader.forEachRow(
                """
                SELECT \(Message.qualifiedColumns), o.attempts, o.due_at
                FROM (SELECT * FROM outbox WHERE project_id = $1
                      ORDER BY project_id, message_id LIMIT $2) o
                JOIN message ON message.project_id = o.project_id AND message.id = o.message_id
                """,
                [.integer(project.number), .integer(Int64(limit))]
            ) { row in
                var row = RowReader(row)
                messages.append(
                    QueuedMessage(
                        try Message(&row),
                        attempts: try row.int(),
                        dueAt: try row.timestamp()
                    )
                )
            }
            return messages.sorted { $0.submission.key < $1.submission.key }
        }
    }

    /// Scheduled messages that are due, oldest first.
    public func due(at moment: Timestamp, limit: Int) async throws(ServiceError) -> [MessageKey] {
        try await store.read { reader in
            var keys: [MessageKey] = []
            for project in try Self.projects(in: "scheduled_message", reader) {
                try reader.forEachRow(
                    """
                    SELECT message_id FROM scheduled_message
                    WHERE project_id = $1 AND due_at <= $2 ORDER BY due_at LIMIT $3
                    """,
                    [.integer(project.number), SQLValue(moment), .integer(Int64(limit))]
                ) { keys.append(MessageKey(project: project, id: try $0.objectID(0))) }
            }
            return keys
        }
    }

    /// Messages that expired without a receipt.
    public func overdue(at moment: Timestamp, limit: Int) async throws(ServiceError) -> [MessageKey]
    {
        try await store.read { reader in
            try reader.query(
                """
                SELECT DISTINCT project_id, message_id, expires_at FROM awaiting_receipt
                WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2
                """,
                [SQLValue(moment), .integer(Int64(limit))]
            ).map { MessageKey(project: ProjectID(try $0.integer(0)), id: try $0.objectID(1)) }
        }
    }

    /// Hand-offs that have been in doubt since before the given moment.
    public func inDoubt(
        since moment: Timestamp,
        limit: Int
    ) async throws(ServiceError) -> [InDoubtHandOff] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT project_id, message_id, carrier, attempt, in_doubt_since FROM hand_off
                WHERE in_doubt_since <= $1 LIMIT $2
                """,
                [SQLValue(moment), .integer(Int64(limit))]
            ).map { row in
                var row = RowReader(row)
                return InDoubtHandOff(
                    key: MessageKey(project: try row.projectID(), id: try row.objectID()),
                    carrier: CarrierID(try row.text()),
                    attempt: try row.int(),
                    since: try row.timestamp()
                )
            }
        }
    }

    /// Deletes old rows, a bounded number at a time.
    ///
    /// What has arrived of texts that stay incomplete becomes messages; returns their
    /// notifications.
    public func tidy(at moment: Timestamp) async throws(ServiceError) -> [Notification] {
        let (ids, callbacks) = (store.ids, callbacks)
        let notifications = try await store.write(.bulk) { tx in
            try tx.execute(
                """
                DELETE FROM idempotent_answer WHERE (token_id, idempotency_key) IN (
                    SELECT token_id, idempotency_key FROM idempotent_answer
                    WHERE at <= $1 ORDER BY at LIMIT 1000)
                """,
                [SQLValue(moment - IdempotentAnswer.lifetime)]
            )
            try SQLPipelineStore.giveUpEarlyReceipts(at: moment, ids, tx)
            try UnmatchedReceipt.tidy(at: moment, in: tx)
            var transaction = PipelineTransaction(
                tx: tx,
                ids: ids,
                now: moment,
                callbacks: callbacks
            )
            return try transaction.receiveGivenUpParts()
        }
        try await deleteOldConversations(at: moment)
        return notifications
    }

    /// Scans the next 10,000 conversations and deletes the old ones.
    ///
    /// An index by age would cost more for every message than this scan does per minute.
    private func deleteOldConversations(at moment: Timestamp) async throws(ServiceError) {
        let start = conversationScan.withLock { $0 }
        let end = try await store.write(.bulk) { tx -> Place? in
            let rows = try tx.query(
                """
                SELECT sender, handset FROM conversation
                WHERE (sender, handset) > ($1, $2) ORDER BY sender, handset LIMIT 10000
                """,
                [.text(start.sender), .integer(start.phone)]
            )
            guard let last = rows.last else { return nil }
            let end = Place(sender: try last.text(0), phone: try last.integer(1))
            try tx.execute(
                """
                DELETE FROM conversation
                WHERE (sender, handset) > ($1, $2) AND (sender, handset) <= ($3, $4) AND at <= $5
                """,
                [
                    .text(start.sender), .integer(start.phone), .text(end.sender),
                    .integer(end.phone), SQLValue(moment - Conversations.lifetime),
                ]
            )
            return end
        }
        conversationScan.withLock { $0 = end ?? Place() }
    }

    /// The position of the scan of the conversations.
    private struct Place: Sendable {
        var sender = ""
        var phone: Int64 = 0
    }

    /// How many messages are in each place.
    public func depths() async throws(ServiceError) -> PipelineDepths {
        try await store.diagnosis.pipelineDepths()
    }

    /// The distinct projects of a table whose key they lead: one seek per project, no scan.
    private static func projects(
        in table: StaticString,
        _ reader: any SQLReader
    ) throws -> [ProjectID] {
        var projects: [ProjectID] = []
        var last = Int64.min
        while let row = try reader.queryOne(
            "SELECT MIN(project_id) FROM \(table) WHERE project_id > $1",
            [.integer(last)]
        ),
            let number = try row.optionalInteger(0)
        {
            projects.append(ProjectID(number))
            last = number
        }
        return projects
    }
}
