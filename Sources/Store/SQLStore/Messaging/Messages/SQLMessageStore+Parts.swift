import Database
public import Essentials
public import MessagingModel

extension SQLMessageStore {
    /// For each message that is a part of a longer one, all parts of it.
    public func siblings(
        of messages: [Message]
    ) async throws(ServiceError) -> [MessageKey: [Message]] {
        let parts = messages.compactMap { message in
            message.smpp?.part?.place.map { (message, $0) }
        }
        guard !parts.isEmpty else { return [:] }
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
                parts.map { message, place in
                    MessagePartRow.group(message, place) + MessagePartRow.window(message)
                }
            )
            var siblings: [MessageKey: [Message]] = [:]
            for ((message, _), rows) in zip(parts, found) {
                siblings[message.key] = try rows.decoded(Message.init)
            }
            return siblings
        }
    }
}

/// The rows of `message_segment`: messages that are parts of longer ones.
enum MessagePartRow {
    static let columns = [
        "project_id", "token_id", "destination", "sender", "reference", "message_id",
    ]

    static func values(_ message: Message, _ place: PartPlace) -> [SQLValue] {
        group(message, place) + [SQLValue(message.key.id)]
    }

    /// What the parts of one message have in common.
    static func group(_ message: Message, _ place: PartPlace) -> [SQLValue] {
        [
            SQLValue(message.key.project), SQLValue(message.token),
            .integer(Int64(message.destination)), .text(message.sender),
            SQLValue(place.reference),
        ]
    }

    /// The range of the identifiers of parts that may belong to the message.
    static func window(_ message: Message) -> [SQLValue] {
        let seconds = UInt64(MessagePart.assemblyWindow.components.seconds)
        let second = message.key.id.high >> 32
        let first = second > seconds ? second - seconds : 0
        return [first, second + seconds + 1].map { SQLValue(ObjectID(high: $0 << 32, low: 0)) }
    }
}
