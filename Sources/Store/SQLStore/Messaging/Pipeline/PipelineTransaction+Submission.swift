import AccountsModel
import Database
import Essentials
import MessagingModel

/// Changes from the schedule to the carrier.
extension PipelineTransaction {
    /// Scheduled → outbox.
    mutating func release(_ releases: [Indexed<PipelineChange.Release>]) throws {
        guard !releases.isEmpty else { return }
        let rows = try tx.queryMany(
            """
            UPDATE message SET status = \(MessageStatus.enqueued.sql)
            WHERE project_id = $1 AND id = $2 AND status = \(MessageStatus.scheduled.sql)
            RETURNING \(Message.columns)
            """,
            releases.map { $0.change.key.values }
        )
        var outboxRows: [[SQLValue]] = []
        var scheduledRows: [[SQLValue]] = []
        for (release, rows) in zip(releases, rows) {
            guard let row = rows.first else { continue }
            let message = try Message(row)
            let key = release.change.key
            effects[release.index].status = .enqueued
            effects[release.index].queued = QueuedMessage(
                message,
                attempts: 0,
                dueAt: release.change.at
            )
            outboxRows.append(key.values + [.integer(0), SQLValue(release.change.at)])
            scheduledRows.append(key.values + [SQLValue(message.scheduledAt)])
        }
        try removeFromSchedule(scheduledRows)
        try insertIntoOutbox(outboxRows)
    }

    /// Outbox → hand-off; a message that has left the outbox is skipped, unless it was this attempt
    /// that took it out.
    mutating func handOff(_ handOffs: [Indexed<PipelineChange.HandOff>]) throws {
        guard !handOffs.isEmpty else { return }
        let removed = try removeFromOutbox(handOffs.map(\.change.key))
        var rows: [[SQLValue]] = []
        rows.reserveCapacity(handOffs.count)
        for (indexed, removed) in zip(handOffs, removed) where removed == 1 {
            effects[indexed.index].status = .enqueued
            let handOff = indexed.change
            rows.append(
                handOff.key.values + [
                    .text(handOff.carrier.description), .integer(Int64(handOff.attempt)),
                    SQLValue(handOff.at), handOff.shortReference,
                ]
            )
        }
        try tx.insertMany(
            into: "hand_off",
            columns: [
                "project_id", "message_id", "carrier", "attempt", "handed_at", "short_reference",
            ],
            rows: rows
        )
        try repeatHandOffs(
            zip(handOffs, removed).filter { $0.0.change.mayBeStored && $0.1 == 0 }.map(\.0)
        )
    }

    /// Continues hand-offs that an earlier transaction stored, and whose answer was lost.
    private mutating func repeatHandOffs(
        _ handOffs: [Indexed<PipelineChange.HandOff>]
    ) throws {
        guard !handOffs.isEmpty else { return }
        let found = try tx.executeMany(
            """
            UPDATE hand_off SET carrier = $4, handed_at = $5, short_reference = $6
            WHERE project_id = $1 AND message_id = $2 AND attempt = $3
                AND in_doubt_since IS NULL
            """,
            handOffs.map { indexed in
                let handOff = indexed.change
                return handOff.key.values + [
                    .integer(Int64(handOff.attempt)), .text(handOff.carrier.description),
                    SQLValue(handOff.at), handOff.shortReference,
                ]
            }
        )
        for (indexed, found) in zip(handOffs, found) where found == 1 {
            effects[indexed.index].status = .enqueued
        }
    }

    /// Hand-off → awaiting its receipt.
    ///
    /// A late answer finds its message back in the outbox, and takes it out of there, so that it is
    /// not handed off twice.
    mutating func send(_ sent: [Indexed<PipelineChange.Sent>]) throws {
        guard !sent.isEmpty else { return }
        let removed = try removeHandOffs(sent.map(\.change.key))
        let updated = try tx.queryMany(
            """
            UPDATE message SET status = \(MessageStatus.sent.sql), sent_at = $3, carrier = $4
            WHERE project_id = $1 AND id = $2 AND status = \(MessageStatus.enqueued.sql)
            RETURNING token_id, client_id, expires_at, sender, destination,
                \(SubmittedMessage.columns())
            """,
            sent.map {
                $0.change.key.values + [
                    SQLValue($0.change.at), .text($0.change.carrier.description),
                ]
            }
        )
        var awaiting = AwaitingReceipts()
        awaiting.reserve(sent.count)
        var conversations = Conversations()
        var late: [MessageKey] = []
        for (place, indexed) in sent.enumerated() {
            guard let row = updated[place].first else { continue }
            let sent = indexed.change
            if removed[place] == 0 { late.append(sent.key) }
            try note(
                .sent,
                code: 0,
                of: sent.key,
                token: try row.objectID(0),
                clientID: try row.optionalText(1),
                submitted: try SubmittedMessage(row, from: 5),
                at: sent.at,
                change: indexed.index
            )
            awaiting.add(sent, expiresAt: row[2])
            // Replies of the simulator name the message that they answer.
            if sent.carrier != .simulator {
                conversations.add(sent, sender: try row.text(3), phone: row[4])
            }
        }
        try removeFromOutbox(late)
        try awaiting.insert(into: tx)
        try conversations.store(in: tx)
        try receiveEarlyReceipts(of: sent)
    }

    /// Hand-off → outbox, for another attempt; a message that is not handed off stays where it is.
    mutating func retry(_ retries: [Indexed<PipelineChange.Retry>]) throws {
        guard !retries.isEmpty else { return }
        let removed = try removeHandOffs(retries.map(\.change.key))
        var rows: [[SQLValue]] = []
        for (indexed, removed) in zip(retries, removed) where removed == 1 {
            effects[indexed.index].status = .enqueued
            let retry = indexed.change
            rows.append(
                retry.key.values + [.integer(Int64(retry.attempts)), SQLValue(retry.dueAt)]
            )
        }
        try insertIntoOutbox(rows)
    }

    /// Marks hand-offs as in doubt; a message that is not handed off stays as it is.
    mutating func doubt(_ doubts: [Indexed<PipelineChange.Doubt>]) throws {
        guard !doubts.isEmpty else { return }
        let updated = try tx.executeMany(
            """
            UPDATE hand_off SET in_doubt_since = $3
            WHERE project_id = $1 AND message_id = $2 AND in_doubt_since IS NULL
            """,
            doubts.map { $0.change.key.values + [SQLValue($0.change.at)] }
        )
        let marked = zip(doubts, updated).filter { $0.1 == 1 }.map(\.0)
        for doubt in marked { effects[doubt.index].status = .enqueued }
        try receiveEarlyReceipts(inDoubt: marked)
    }

    /// Any place → final, without a receipt.
    mutating func finish(_ finishes: [Indexed<PipelineChange.Finish>]) throws {
        guard !finishes.isEmpty else { return }
        let updated = try tx.queryMany(
            """
            UPDATE message SET status = $3, status_code = $4, carrier_code = $5,
                is_charged = CASE WHEN $6 = 1 THEN 0 ELSE is_charged END
            WHERE project_id = $1 AND id = $2 AND status IN (\(MessageStatus.pending.sql))
            RETURNING token_id, client_id, organization_id, charge_entry,
                price_per_part * parts_count, expires_at, scheduled_at,
                \(SubmittedMessage.columns())
            """,
            finishes.map { finish in
                let finish = finish.change
                return finish.key.values + [
                    .integer(Int64(finish.status.rawValue)), .integer(Int64(finish.code.rawValue)),
                    SQLValue(finish.carrierCode), SQLValue(finish.refund),
                ]
            }
        )
        var awaitingRows: [[SQLValue]] = []
        var scheduledRows: [[SQLValue]] = []
        for (indexed, updated) in zip(finishes, updated) {
            guard let row = updated.first else { continue }
            let finish = indexed.change
            try note(
                finish.status,
                code: finish.code.rawValue,
                of: finish.key,
                token: try row.objectID(0),
                clientID: try row.optionalText(1),
                submitted: try SubmittedMessage(row, from: 7),
                at: finish.at,
                change: indexed.index
            )
            if finish.refund, row[3] != .null {
                let organization = OrganizationID(try row.integer(2))
                let refund = refunds[organization] ?? (.zero, 0)
                let price = Money(micros: try row.integer(4))
                refunds[organization] = (refund.amount + price, refund.count + 1)
            }
            awaitingRows.append([row[5]] + finish.key.values)
            if row[6] != .null { scheduledRows.append(finish.key.values + [row[6]]) }
        }
        let keys = finishes.map(\.change.key)
        try removeFromSchedule(scheduledRows)
        try removeFromOutbox(keys)
        try removeHandOffs(keys)
        try tx.executeMany(
            """
            DELETE FROM awaiting_receipt
            WHERE expires_at = $1 AND project_id = $2 AND message_id = $3
            """,
            awaitingRows
        )
    }

    private func insertIntoOutbox(_ rows: [[SQLValue]]) throws {
        try tx.insertMany(
            into: "outbox",
            columns: ["project_id", "message_id", "attempts", "due_at"],
            rows: rows,
            onConflict: .ignore
        )
    }

    /// Removes rows given by project, message and due time.
    private func removeFromSchedule(_ rows: [[SQLValue]]) throws {
        try tx.executeMany(
            """
            DELETE FROM scheduled_message
            WHERE project_id = $1 AND message_id = $2 AND due_at = $3
            """,
            rows
        )
    }

    @discardableResult
    private func removeFromOutbox(_ keys: [MessageKey]) throws -> [Int] {
        try tx.executeMany(
            "DELETE FROM outbox WHERE project_id = $1 AND message_id = $2",
            keys.map(\.values)
        )
    }

    @discardableResult
    func removeHandOffs(_ keys: [MessageKey]) throws -> [Int] {
        try tx.executeMany(
            "DELETE FROM hand_off WHERE project_id = $1 AND message_id = $2",
            keys.map(\.values)
        )
    }
}

extension MessageKey {
    /// The project and the identifier: the key of a row.
    var values: [SQLValue] { [.integer(project.number), SQLValue(id)] }
}
