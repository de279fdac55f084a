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
            for message in try messages(of: indexed.change) { try store(message, indexed) }
        }
    }

    private mutating func store(
        _ message: InboundMessage,
        _ indexed: Indexed<PipelineChange.Inbound>
    ) throws {
        let inbound = indexed.change
        let owner = try owner(of: message)
        let id = ids.next()
        let isNew = try tx.execute(
            """
            INSERT INTO inbound_message (project_id, carrier, reference, id, origin,
                origin_name, recipient, text, is_binary, status, answering, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (project_id, carrier, reference) DO NOTHING
            """,
            [
                .integer(owner?.project.number ?? 0),
                .text(inbound.carrier.description), .text(message.reference), SQLValue(id),
            ] + message.origin.values + [
                .text(message.recipient), .text(message.text), SQLValue(message.isBinary),
                .text(inbound.status), SQLValue(owner?.answered?.id), SQLValue(message.at),
            ]
        )
        guard isNew == 1, let owner else { return }
        try queueNotification(indexed, message, id, to: owner)
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
                    isBinary: message.isBinary,
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
        guard !phones.isEmpty else { return nil }
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
}
