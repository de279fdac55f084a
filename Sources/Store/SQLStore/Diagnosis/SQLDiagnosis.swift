public import AccountsModel
import Database
public import Essentials
import MessagingModel

/// Checks the consistency of the store, and counts what is queued in it.
public struct SQLDiagnosis {
    let store: SQLStore

    /// Checks on one snapshot that balances match the ledger, that every open message is in one
    /// place, and that contacts, events and their counters agree.
    ///
    /// Reads whole tables, which takes seconds for millions of messages. A server may run
    /// meanwhile.
    public func findings() async throws(ServiceError) -> [Finding] {
        let now = store.clock.now
        return try await store.read { reader in
            try MoneyCheck(reader).findings() + PlacesCheck(reader).findings()
                + AudienceCheck(reader).findings() + QueuesCheck(reader, now: now).findings()
                + RoutesCheck(reader).findings()
        }
    }
}

/// Checks that every balance is the sum of its ledger, and every charge the sum of what it paid.
private struct MoneyCheck {
    private let reader: any SQLReader

    init(_ reader: any SQLReader) { self.reader = reader }

    func findings() throws -> [Finding] {
        try balances() + overdrafts() + charges() + refunds()
    }

    private func balances() throws -> [Finding] {
        try reader.query(
            """
            SELECT o.uid, o.balance, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT)
            FROM organization o LEFT JOIN ledger l ON l.organization_id = o.id
            GROUP BY o.id, o.uid, o.balance
            HAVING o.balance <> COALESCE(SUM(l.amount), 0)
            """
        ).map { row in
            Finding(
                .problem,
                "balance",
                "organization \(try row.objectID(0)) has a balance of \(try row.money(1)),"
                    + " but its ledger sums up to \(try row.money(2))"
            )
        }
    }

    private func overdrafts() throws -> [Finding] {
        try reader.query(
            "SELECT uid, balance, credit FROM organization WHERE balance + credit < 0"
        ).map { row in
            Finding(
                .problem,
                "credit",
                "organization \(try row.objectID(0)) is at \(try row.money(1)),"
                    + " below its credit of \(try row.money(2))"
            )
        }
    }

    private func charges() throws -> [Finding] {
        try reader.query(
            """
            SELECT l.id, l.organization_id, -l.amount, CAST(COALESCE(p.price, 0) AS BIGINT)
            FROM ledger l LEFT JOIN (
                SELECT charge_entry, SUM(price) AS price FROM (
                    SELECT charge_entry, price_per_part * parts_count AS price FROM message
                    WHERE charge_entry IS NOT NULL
                    UNION ALL
                    SELECT charge_entry, price FROM lookup WHERE charge_entry IS NOT NULL
                    UNION ALL
                    SELECT charge_entry, price FROM replaced_charge
                ) items GROUP BY charge_entry
            ) p ON p.charge_entry = l.id
            WHERE l.kind = 'charge' AND -l.amount <> COALESCE(p.price, 0)
            LIMIT 20
            """
        ).map { row in
            Finding(
                .problem,
                "charge",
                "ledger entry \(try row.objectID(0)) charged \(try row.money(2)),"
                    + " but the messages that name it cost \(try row.money(3))"
            )
        }
    }

    private func refunds() throws -> [Finding] {
        try reader.query(
            """
            SELECT o.uid, CAST(o.refunded AS BIGINT), CAST(o.owed AS BIGINT) FROM (
                SELECT uid,
                    (SELECT COALESCE(SUM(amount), 0) FROM ledger l
                     WHERE l.organization_id = organization.id AND l.kind = 'refund') AS refunded,
                    (SELECT COALESCE(SUM(price_per_part * parts_count), 0) FROM message m
                     WHERE m.organization_id = organization.id
                        AND m.charge_entry IS NOT NULL AND m.is_charged = 0)
                    + (SELECT COALESCE(SUM(price), 0) FROM replaced_charge r
                       WHERE r.organization_id = organization.id) AS owed
                FROM organization
            ) o WHERE o.refunded <> o.owed
            """
        ).map { row in
            Finding(
                .problem,
                "refund",
                "organization \(try row.objectID(0)) got \(try row.money(1)) back,"
                    + " but its messages that were not sent cost \(try row.money(2))"
            )
        }
    }
}

/// Checks that every message that is not final is in exactly the table of its status.
private struct PlacesCheck {
    private let scheduled = "status = \(MessageStatus.scheduled.sql)"
    private let enqueued = "status = \(MessageStatus.enqueued.sql)"
    private let awaiting = "status IN (\(MessageStatus.awaitingReceipt.sql))"
    private let reader: any SQLReader

    init(_ reader: any SQLReader) { self.reader = reader }

    func findings() throws -> [Finding] {
        try missing(
            scheduled,
            """
            NOT EXISTS (SELECT 1 FROM scheduled_message s WHERE s.project_id = m.project_id
                AND s.due_at = m.scheduled_at AND s.message_id = m.id)
            """,
            "scheduled, but wait nowhere for their time"
        )
            + missing(
                enqueued,
                """
                NOT EXISTS (SELECT 1 FROM outbox o
                    WHERE o.project_id = m.project_id AND o.message_id = m.id)
                AND NOT EXISTS (SELECT 1 FROM hand_off h
                    WHERE h.project_id = m.project_id AND h.message_id = m.id)
                """,
                "enqueued, but neither in the outbox nor with a carrier"
            )
            + missing(
                awaiting,
                """
                NOT EXISTS (SELECT 1 FROM awaiting_receipt a WHERE a.expires_at = m.expires_at
                    AND a.project_id = m.project_id AND a.message_id = m.id)
                """,
                "sent, but no receipt is awaited for them"
            )
            + stray("scheduled_message", scheduled) + stray("outbox", enqueued)
            + stray("hand_off", enqueued) + stray("awaiting_receipt", awaiting)
            + doubled()
    }

    private func missing(
        _ status: String,
        _ condition: StaticString,
        _ sentence: String
    ) throws -> [Finding] {
        let row = try countAndExample(
            of: "m.id",
            "message m WHERE m.\(status) AND \(condition)"
        )
        guard let row else { return [] }
        return [
            Finding(
                .problem,
                "places",
                "\(try row.integer(0)) messages are \(sentence); one is \(try row.objectID(1))"
            )
        ]
    }

    private func stray(_ table: StaticString, _ status: String) throws -> [Finding] {
        let row = try countAndExample(
            of: "p.message_id",
            """
            \(table) p
            LEFT JOIN message m ON m.project_id = p.project_id AND m.id = p.message_id
            WHERE m.id IS NULL OR NOT m.\(status)
            """
        )
        guard let row else { return [] }
        return [
            Finding(
                .problem,
                "places",
                "\(try row.integer(0)) rows of \(table) belong to messages that are elsewhere;"
                    + " one is \(try row.objectID(1))"
            )
        ]
    }

    /// How many rows there are, and the identifier of one of them; nil if there are none.
    private func countAndExample(of id: StaticString, _ source: String) throws -> SQLRow? {
        try reader.queryOne(
            """
            SELECT COUNT(*) OVER (), \(id) FROM \(source) LIMIT 1
            """
        )
    }

    private func doubled() throws -> [Finding] {
        let row = try reader.queryOne(
            """
            SELECT COUNT(*) FROM outbox o
            JOIN hand_off h ON h.project_id = o.project_id AND h.message_id = o.message_id
            """
        )
        guard let row, try row.integer(0) > 0 else { return [] }
        return [
            Finding(
                .problem,
                "places",
                "\(try row.integer(0)) messages are in the outbox and with a carrier at once"
            )
        ]
    }
}

/// Reports what is queued and may need an operator.
private struct QueuesCheck {
    private let reader: any SQLReader
    private let now: Timestamp

    init(_ reader: any SQLReader, now: Timestamp) {
        self.reader = reader
        self.now = now
    }

    func findings() throws -> [Finding] {
        try inDoubt() + endpoints()
            + note(
                "webhooks",
                of: "dead_letter",
                "webhook calls were given up; see `heliograph webhook dead-letters`"
            )
            + note(
                "receipts",
                of: "early_receipt",
                "receipts belong to no message that is known as sent"
            )
    }

    private func inDoubt() throws -> [Finding] {
        let row = try reader.queryOne(
            """
            SELECT COUNT(*), MIN(in_doubt_since) FROM hand_off WHERE in_doubt_since IS NOT NULL
            """
        )
        guard let row, try row.integer(0) > 0 else { return [] }
        let age = (now - (try row.timestamp(1))).components.seconds
        return [
            Finding(
                .note,
                "in doubt",
                "\(try row.integer(0)) hand-offs are in doubt, the oldest for \(age) s: a"
                    + " receipt or the policy of `serve --in-doubt` will resolve them"
            )
        ]
    }

    /// Reports endpoints whose last attempt failed, and what waits for them.
    ///
    /// One that fails for more than an hour is a problem: somebody misses their notifications.
    private func endpoints() throws -> [Finding] {
        try EndpointReports(reader, of: nil).all().compactMap { report in
            guard let fault = report.fault else { return nil }
            let age = (now - fault.since).components.seconds
            return Finding(
                age >= 3600 && report.waiting > 0 ? .problem : .note,
                "webhooks",
                "\(report.endpoint.channel) notifications of token \(report.endpoint.token) fail"
                    + " for \(age) s (\(fault.failures) times, last: \(fault.lastError));"
                    + " \(report.waiting) wait; see `heliograph webhook show"
                    + " \(report.endpoint.token)`"
            )
        }
    }

    /// Reports how many rows a table has, if it has any.
    private func note(
        _ subject: String,
        of table: StaticString,
        _ sentence: String
    ) throws -> [Finding] {
        let count = try reader.queryOne("SELECT COUNT(*) FROM \(table)")?.integer(0) ?? 0
        return count > 0 ? [Finding(.note, subject, "\(count) \(sentence)")] : []
    }
}
