import AccountsModel
import Database
import Essentials
import MessagingModel

/// Inbound messages.
extension PipelineTransaction {
    /// The recipient of an inbound message.
    private struct Owner {
        let token: ObjectID
        let project: ProjectID
        /// The message that it answers; nil if it was sent to a number of the token.
        let answered: MessageKey?
        let clientID: String?
        /// Whether the message that it answers came over SMPP.
        let prefersSMPP: Bool
    }

    /// Stores inbound messages once, and queues their notifications.
    mutating func receive(_ inbound: [Indexed<PipelineChange.Inbound>]) throws {
        for indexed in inbound {
            let inbound = indexed.change
            guard let message = try whole(inbound) else { continue }
            let owner = try owner(of: message)
            let id = ids.next()
            let isNew = try tx.execute(
                """
                INSERT INTO inbound_message (project_id, carrier, reference, id, origin,
                    origin_text, recipient, text, status, answering, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                ON CONFLICT (project_id, carrier, reference) DO NOTHING
                """,
                [
                    .integer(owner?.project.number ?? 0),
                    .text(inbound.carrier.description), .text(message.reference), SQLValue(id),
                    .integer(Int64(clamping: message.origin.digits)),
                    SQLValue(message.origin.storedText), .text(message.recipient),
                    .text(message.text), .text(inbound.status),
                    SQLValue(owner?.answered?.id), SQLValue(message.at),
                ]
            )
            guard isNew == 1, let owner else { continue }
            try queueNotification(indexed, message, id, to: owner)
        }
    }

    private mutating func queueNotification(
        _ inbound: Indexed<PipelineChange.Inbound>,
        _ message: InboundMessage,
        _ id: ObjectID,
        to owner: Owner
    ) throws {
        let channels = try callbacks.channels(of: owner.token, in: tx)
        guard let channel = channels.forInbound(prefersSMPP: owner.prefersSMPP) else { return }
        let subject = owner.answered ?? MessageKey(project: owner.project, id: id)
        let notification = Notification(
            id: ids.next(),
            endpoint: NotificationEndpoint(
                project: subject.project,
                token: owner.token,
                channel: channel
            ),
            subject: subject.id,
            payload: .inboundMessage(
                InboundMessagePayload(
                    status: inbound.change.status,
                    clientID: owner.clientID,
                    text: message.text,
                    from: message.origin.text,
                    to: message.recipient
                )
            ),
            eventAt: message.at,
            dueAt: now
        )
        notifications.append(notification)
        effects[inbound.index].notifications.append(notification)
    }

    /// The sender of the message that it answers, or the token that owns the number, or the token
    /// that last sent from this number to this phone; nil if there is none of them.
    private func owner(of message: InboundMessage) throws -> Owner? {
        if let answering = message.answering { return try sender(of: answering) }
        guard let number = InboundNumber.normalized(message.recipient) else { return nil }
        let assigned = try tx.queryOne(
            """
            SELECT t.id, t.project_id FROM inbound_number n JOIN token t ON t.id = n.token_id
            WHERE n.number = $1
            """,
            [.text(number)]
        )
        if let assigned {
            return Owner(
                token: try assigned.objectID(0),
                project: try assigned.projectID(1),
                answered: nil,
                clientID: nil,
                prefersSMPP: false
            )
        }
        let phones = message.origin.answeredDestinations
        let places = phones.indices.map { "$\($0 + 3)" }.joined(separator: ", ")
        let latest = try tx.queryOne(
            """
            SELECT project_id, message_id FROM conversation
            WHERE sender = $1 AND at > $2 AND handset IN (\(places))
            ORDER BY at DESC LIMIT 1
            """,
            [.text(number), SQLValue(now - Conversations.lifetime)]
                + phones.map { .integer(Int64(clamping: $0)) }
        )
        guard let latest else { return nil }
        return try sender(
            of: MessageKey(project: try latest.projectID(0), id: try latest.objectID(1))
        )
    }

    private func sender(of key: MessageKey) throws -> Owner? {
        let row = try tx.queryOne(
            "SELECT token_id, client_id, smpp FROM message WHERE project_id = $1 AND id = $2",
            key.values
        )
        return try row.map { row in
            Owner(
                token: try row.objectID(0),
                project: key.project,
                answered: key,
                clientID: try row.optionalText(1),
                prefersSMPP: row[2] != .null
            )
        }
    }

    // MARK: Parts

    /// The message; for a part the whole message once all parts have arrived, and nil until then.
    private func whole(_ inbound: PipelineChange.Inbound) throws -> InboundMessage? {
        guard let part = inbound.message.part else { return inbound.message }
        let text = partKey(of: inbound, part)
        let units = SQLValue.blob(part.units.bigEndianBytes)
        let isNew = try insert(units, of: part, inbound, text)
        if !isNew {
            let same = try tx.queryOne(
                """
                SELECT 1 FROM inbound_part WHERE carrier = $1 AND origin = $2 AND recipient = $3
                    AND number = $4 AND parts_count = $5 AND position = $6 AND units = $7
                """,
                text + [.integer(Int64(part.index)), units]
            )
            if same != nil { return nil }
            // The phone reuses the reference: the missing parts of the earlier text will never
            // arrive.
            try removeParts(text)
            _ = try insert(units, of: part, inbound, text)
        }
        let parts = try tx.query(
            """
            SELECT units FROM inbound_part WHERE carrier = $1 AND origin = $2 AND recipient = $3
                AND number = $4 AND parts_count = $5 ORDER BY position
            """,
            text
        )
        guard parts.count == part.count else { return nil }
        try removeParts(text)
        let all = try parts.flatMap { [UInt16](bigEndianBytes: try $0.blob(0)) }
        return inbound.message.whole(text: String(decoding: all, as: UTF16.self))
    }

    private func partKey(of inbound: PipelineChange.Inbound, _ part: InboundPart) -> [SQLValue] {
        [
            .text(inbound.carrier.description),
            .integer(Int64(clamping: inbound.message.origin.digits)),
            .text(inbound.message.recipient),
            .integer(Int64(part.reference)), .integer(Int64(part.count)),
        ]
    }

    private func insert(
        _ units: SQLValue,
        of part: InboundPart,
        _ inbound: PipelineChange.Inbound,
        _ text: [SQLValue]
    ) throws -> Bool {
        let inserted = try tx.execute(
            """
            INSERT INTO inbound_part
                (carrier, origin, recipient, number, parts_count, position, units, stored_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (carrier, origin, recipient, number, parts_count, position) DO NOTHING
            """,
            text + [.integer(Int64(part.index)), units, SQLValue(now)]
        )
        return inserted == 1
    }

    private func removeParts(_ text: [SQLValue]) throws {
        try tx.execute(
            """
            DELETE FROM inbound_part WHERE carrier = $1 AND origin = $2 AND recipient = $3
                AND number = $4 AND parts_count = $5
            """,
            text
        )
    }
}

extension [UInt16] {
    /// The code units in big-endian order.
    fileprivate var bigEndianBytes: [UInt8] {
        flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }

    fileprivate init(bigEndianBytes bytes: [UInt8]) {
        self = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
            UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
        }
    }
}
