import AccountsModel
import Database
import Essentials
import MessagingModel

/// The transaction that accepts the messages of many calls at once.
///
/// Each organization's balance is read and written once per transaction, and one ledger entry
/// charges for all of its messages. The amount of an entry is the sum of the prices of the messages
/// that refer to it, which `heliograph doctor` checks.
struct IntakeTransaction {
    let tx: any SQLTransaction
    let ids: IDSource
    let now: Timestamp

    private var budgets: [OrganizationID: Budget] = [:]
    private var messageRows: [[SQLValue]] = []
    private var outboxRows: [[SQLValue]] = []
    private var scheduledRows: [[SQLValue]] = []
    private var partRows: [[SQLValue]] = []

    /// What an organization can spend in this transaction.
    private struct Budget {
        let entry: ObjectID
        let balance: Money
        let credit: Money
        var spent = Money.zero
        var itemsCount = 0

        var available: Money { balance + credit - spent }
    }

    init(tx: any SQLTransaction, ids: IDSource, now: Timestamp) {
        self.tx = tx
        self.ids = ids
        self.now = now
    }

    /// Accepts the calls in order, and returns a result for each.
    mutating func accept(_ intakes: [Intake]) throws -> [IntakeResult] {
        let messagesCount = intakes.reduce(0) { $0 + $1.messages.count }
        messageRows.reserveCapacity(messagesCount)
        outboxRows.reserveCapacity(messagesCount)
        var results: [IntakeResult] = []
        results.reserveCapacity(intakes.count)
        for intake in intakes { results.append(try accept(intake)) }
        try write()
        return results
    }

    private mutating func accept(_ intake: Intake) throws -> IntakeResult {
        var budget = try budget(of: intake.organization)
        let costs = intake.messages.contains { $0.price > .zero }
        if costs, budget.available <= .zero { return .noFunds }
        var statuses: [MessageStatus] = []
        statuses.reserveCapacity(intake.messages.count)
        let before = budget
        for message in intake.messages {
            let isPaid = message.price <= budget.available || message.price == .zero
            if isPaid {
                budget.spent = budget.spent + message.price
                budget.itemsCount += message.price > .zero ? 1 : 0
            }
            statuses.append(isPaid ? message.status : .unpaid)
        }
        if let idempotency = intake.idempotency,
            try !remember(idempotency, intake.messages, statuses)
        {
            budgets[intake.organization] = before
            return .duplicateKey
        }
        budgets[intake.organization] = budget
        for (message, status) in zip(intake.messages, statuses)
        where status != .unpaid || intake.keepsUnpaid {
            append(message, status: status, entry: budget.entry)
        }
        return .accepted(statuses)
    }

    private mutating func append(_ message: Message, status: MessageStatus, entry: ObjectID) {
        var message = message
        message.status = status
        if status == .unpaid {
            message.statusCode = StatusCode.noFunds.rawValue
        } else if message.price > .zero {
            message.isCharged = true
            message.chargeEntry = entry
        }
        messageRows.append(Message.columns.values(of: message))
        let project = SQLValue.integer(message.key.project.number)
        switch status {
        case .enqueued:
            outboxRows.append([
                project, SQLValue(message.key.id), .integer(0), SQLValue(message.createdAt),
            ])
        case .scheduled:
            scheduledRows.append([
                project, SQLValue(message.scheduledAt ?? message.createdAt),
                SQLValue(message.key.id),
            ])
        default: break
        }
        if let place = message.smpp?.part?.place {
            partRows.append(MessagePartRow.values(message, place))
        }
    }

    /// Reads a balance, and locks it until the commit.
    private mutating func budget(of organization: OrganizationID) throws -> Budget {
        if let budget = budgets[organization] { return budget }
        let rows = try tx.query(
            "UPDATE organization SET balance = balance WHERE id = $1 RETURNING balance, credit",
            [.integer(organization.number)]
        )
        guard let row = rows.first else {
            throw ServiceError.notFound("organization \(organization.number)")
        }
        let budget = Budget(
            entry: ids.next(),
            balance: Money(micros: try row.integer(0)),
            credit: Money(micros: try row.integer(1))
        )
        budgets[organization] = budget
        return budget
    }

    /// Stores the answer of a call under its key; false if the key is taken.
    private func remember(
        _ idempotency: Intake.Idempotency,
        _ messages: [Message],
        _ statuses: [MessageStatus]
    ) throws -> Bool {
        guard let token = messages.first?.token else { return true }
        let inserted = try tx.execute(
            """
            INSERT INTO idempotent_answer (token_id, idempotency_key, fingerprint, status, body, at)
            VALUES ($1, $2, $3, 201, $4, $5)
            ON CONFLICT (token_id, idempotency_key) DO UPDATE SET
                fingerprint = excluded.fingerprint, body = excluded.body, at = excluded.at
            WHERE idempotent_answer.at <= $6
            """,
            [
                SQLValue(token), .text(idempotency.key), .blob(idempotency.fingerprint),
                .blob(idempotency.render(statuses)), SQLValue(now),
                SQLValue(now - IdempotentAnswer.lifetime),
            ]
        )
        return inserted == 1
    }

    private func write() throws {
        try tx.insertMany(into: "message", columns: Message.columns.names, rows: messageRows)
        try tx.insertMany(
            into: "outbox",
            columns: ["project_id", "message_id", "attempts", "due_at"],
            rows: outboxRows
        )
        try tx.insertMany(
            into: "scheduled_message",
            columns: ["project_id", "due_at", "message_id"],
            rows: scheduledRows
        )
        try tx.insertMany(
            into: "message_segment",
            columns: MessagePartRow.columns,
            rows: partRows
        )
        for (organization, budget) in budgets where budget.spent > .zero {
            _ = try tx.post(
                LedgerPosting(
                    id: budget.entry,
                    organization: organization,
                    kind: .charge,
                    amount: -budget.spent,
                    itemsCount: budget.itemsCount,
                    note: "messages",
                    at: now
                )
            )
        }
    }
}
