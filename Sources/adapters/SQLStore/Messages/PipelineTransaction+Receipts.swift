import Database
import Domain
import Essentials

/// What carriers and handsets send back.
extension PipelineTransaction {
    /// A receipt together with the message it is about.
    private struct Target {
        let receipt: ChangesByKind.Receipt
        let key: MessageKey
        /// Whether the receipt is the first proof that the carrier has the message.
        var provesSending = false
    }

    /// Applies receipts; one that has no message yet is kept until its message is known as sent.
    mutating func receive(_ receipts: [ChangesByKind.Receipt]) throws {
        guard !receipts.isEmpty else { return }
        let found = try tx.queryMany(
            """
            SELECT project_id, message_id FROM awaiting_receipt
            WHERE carrier = $1 AND reference = $2
            """,
            receipts.map { [.text($0.carrier.description), .text($0.receipt.reference)] }
        )
        var targets: [Target] = []
        targets.reserveCapacity(receipts.count)
        // After a restart all that a carrier owes for a message may come in one batch.
        var resolved: [MessageKey: CarrierID] = [:]
        for (receipt, rows) in zip(receipts, found) {
            if let row = rows.first {
                let key = MessageKey(
                    project: ProjectID(try row.integer(0)),
                    id: try row.objectID(1)
                )
                targets.append(Target(receipt: receipt, key: key))
            } else if let key = try handOffInDoubt(receipt) {
                resolved[key] = receipt.carrier
                targets.append(Target(receipt: receipt, key: key, provesSending: true))
            } else if let key = receipt.receipt.key, resolved[key] == receipt.carrier {
                targets.append(Target(receipt: receipt, key: key))
            } else {
                try keepEarly(receipt)
            }
        }
        try apply(targets)
    }

    private mutating func apply(_ targets: [Target]) throws {
        guard !targets.isEmpty else { return }
        let updated = try tx.queryMany(
            """
            UPDATE message SET status = $3, status_code = $4, carrier_code = $5,
                delivered_at = $6, sent_at = COALESCE(sent_at, $7),
                carrier = COALESCE(carrier, $8)
            WHERE project_id = $1 AND id = $2 AND status IN (2, 4, 5, 6) AND status < $3
            RETURNING token_id, client_id, \(SubmittedMessage.columns())
            """,
            targets.map { target in
                let receipt = target.receipt.receipt
                return target.key.values + [
                    .integer(Int64(receipt.status.rawValue)),
                    .integer(Int64(receipt.code.rawValue)), SQLValue(receipt.carrierCode),
                    receipt.status == .delivered ? SQLValue(receipt.at) : .null,
                    SQLValue(receipt.at), .text(target.receipt.carrier.description),
                ]
            }
        )
        for (target, rows) in zip(targets, updated) {
            guard let row = rows.first else { continue }
            let receipt = target.receipt.receipt
            let (token, clientID) = (try row.objectID(0), try row.optionalText(1))
            let submitted = try SubmittedMessage(row, from: 2)
            var steps = [(status: receipt.status, code: receipt.code)]
            if target.provesSending { steps.insert((.sent, .none), at: 0) }
            for step in steps {
                try note(
                    step.status,
                    code: step.code.rawValue,
                    of: target.key,
                    token: token,
                    clientID: clientID,
                    submitted: submitted,
                    at: receipt.at,
                    change: target.receipt.index
                )
            }
        }
        let final = targets.filter { $0.receipt.receipt.status.isFinal }
        try tx.executeMany(
            "DELETE FROM awaiting_receipt WHERE carrier = $1 AND reference = $2",
            final.map {
                [.text($0.receipt.carrier.description), .text($0.receipt.receipt.reference)]
            }
        )
    }

    /// The message of a receipt that resolves a hand-off in doubt; the hand-off is then over.
    private func handOffInDoubt(_ receipt: ChangesByKind.Receipt) throws -> MessageKey? {
        guard let key = receipt.receipt.key else { return nil }
        let doubts = try tx.query(
            """
            SELECT m.expires_at FROM hand_off h
            JOIN message m ON m.project_id = h.project_id AND m.id = h.message_id
            WHERE h.project_id = $1 AND h.message_id = $2 AND h.carrier = $3
                AND h.in_doubt_since IS NOT NULL
            """,
            key.values + [.text(receipt.carrier.description)]
        )
        guard let row = doubts.first else { return nil }
        try removeHandOffs([key])
        if !receipt.receipt.status.isFinal {
            try tx.insertMany(
                into: "awaiting_receipt",
                columns: ["carrier", "reference", "project_id", "message_id", "expires_at"],
                rows: [
                    [.text(receipt.carrier.description), .text(receipt.receipt.reference)]
                        + key.values + [row[0]]
                ],
                onConflict: .ignore
            )
        }
        return key
    }

    /// Stores messages from handsets once, and queues the calls they cause.
    mutating func receive(_ inbound: [ChangesByKind.Inbound]) throws {
        for inbound in inbound {
            let message = inbound.message
            let id = ids.next()
            let isNew = try tx.execute(
                """
                INSERT INTO inbound_message (project_id, carrier, reference, id, origin,
                    recipient, text, status, answering, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                ON CONFLICT (project_id, carrier, reference) DO NOTHING
                """,
                [
                    .integer(message.answering?.project.number ?? 0),
                    .text(inbound.carrier.description), .text(message.reference), SQLValue(id),
                    .integer(Int64(clamping: message.origin)), .text(message.recipient),
                    .text(message.text), .text(inbound.status),
                    SQLValue(message.answering?.id), SQLValue(message.at),
                ]
            )
            guard isNew == 1, let key = message.answering else { continue }
            let answered = try tx.queryOne(
                """
                SELECT token_id, client_id, smpp FROM message
                WHERE project_id = $1 AND id = $2
                """,
                key.values
            )
            guard let answered,
                let channel = try callbacks.channel(
                    forInbound: try answered.objectID(0),
                    prefersSMPP: answered[2] != .null,
                    in: tx
                )
            else { continue }
            let notification = Notification(
                id: ids.next(),
                token: try answered.objectID(0),
                message: key,
                clientID: try answered.optionalText(1),
                status: inbound.status,
                code: 0,
                eventAt: message.at,
                inbound: .init(
                    text: message.text,
                    from: "+\(message.origin)",
                    to: message.recipient
                ),
                channel: channel,
                dueAt: now
            )
            notifications.append(notification)
            effects[inbound.index].notifications.append(notification)
        }
    }
}
