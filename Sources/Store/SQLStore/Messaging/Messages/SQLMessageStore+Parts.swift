import Database
public import Essentials
public import MessagingModel

extension SQLMessageStore {
    /// The pieces that clients cut longer messages into, those of each message with its own.
    public func siblings(
        of messages: [Message]
    ) async throws(ServiceError) -> [MessageKey: [Message]] {
        let pieces = messages.compactMap { message in
            message.smpp?.part?.place.map { (message, $0) }
        }
        guard !pieces.isEmpty else { return [:] }
        return try await store.read { reader in
            let found = try reader.queryMany(
                """
                SELECT \(Message.qualifiedColumns) FROM message_segment s
                JOIN message ON message.project_id = s.project_id AND message.id = s.message_id
                WHERE s.project_id = $1 AND s.token_id = $2 AND s.destination = $3
                    AND s.sender = $4 AND s.reference = $5
                    AND s.message_id >= $6 AND s.message_id < $7
                ORDER BY s.message_id
                """,
                pieces.map { message, place in
                    MessagePartRow.group(message, place) + MessagePartRow.window(message)
                }
            )
            var siblings: [MessageKey: [Message]] = [:]
            for ((message, _), rows) in zip(pieces, found) {
                siblings[message.key] = try rows.decoded(Message.init)
            }
            return siblings
        }
    }
}

/// How a piece of a longer message lies in the table `message_segment`.
enum MessagePartRow {
    static let columns = [
        "project_id", "token_id", "destination", "sender", "reference", "message_id",
    ]

    static func values(_ message: Message, _ place: PartPlace) -> [SQLValue] {
        group(message, place) + [SQLValue(message.key.id)]
    }

    /// What the pieces of one message have in common.
    static func group(_ message: Message, _ place: PartPlace) -> [SQLValue] {
        [
            SQLValue(message.key.project), SQLValue(message.token),
            .integer(Int64(message.destination)), .text(message.sender),
            SQLValue(place.reference),
        ]
    }

    /// The first identifier of a piece that may belong to the message, and the first beyond.
    static func window(_ message: Message) -> [SQLValue] {
        let seconds = UInt64(MessagePart.assemblyWindow.components.seconds)
        let second = message.key.id.high >> 32
        let first = second > seconds ? second - seconds : 0
        return [first, second + seconds + 1].map { SQLValue(ObjectID(high: $0 << 32, low: 0)) }
    }
}
