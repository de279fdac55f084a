import AccountsModel
import Database
import Essentials
import MessagingModel

/// How a message lies in the table `message`.
enum MessageRow {
    /// The columns, in the order in which ``values(_:)`` gives and ``message(_:)`` reads them.
    static let columns = [
        "project_id", "id", "organization_id", "token_id", "client_id", "status", "status_code",
        "sender", "recipient", "destination", "country", "text", "delivered_text",
        "allows_unicode", "is_unicode", "encoding", "characters_count", "parts_count",
        "price_per_part", "is_charged", "charge_entry", "is_test", "created_at", "scheduled_at",
        "sent_at", "delivered_at", "expires_at", "carrier", "smpp",
    ]

    /// The columns as a list for `SELECT`.
    static let list = columns.joined(separator: ", ")

    /// The columns as a list for `SELECT` from `message` among other tables.
    static let qualifiedList = columns.map { "message.\($0)" }.joined(separator: ", ")

    /// The values of a row.
    static func values(_ message: Message) -> [SQLValue] {
        [
            .integer(message.key.project.number), SQLValue(message.key.id),
            .integer(message.organization.number), SQLValue(message.token),
            SQLValue(message.clientID), .integer(Int64(message.status.rawValue)),
            SQLValue(message.statusCode), .text(message.sender), .text(message.recipient),
            .integer(Int64(message.destination)), .text(message.country), .text(message.text),
            message.deliveredText == message.text ? .null : .text(message.deliveredText),
            SQLValue(message.allowsUnicode), SQLValue(message.isUnicode),
            .integer(Int64(message.encoding.rawValue)), .integer(Int64(message.charactersCount)),
            .integer(Int64(message.partsCount)), .integer(message.pricePerPart.micros),
            SQLValue(message.isCharged), SQLValue(message.chargeEntry), SQLValue(message.isTest),
            SQLValue(message.createdAt), SQLValue(message.scheduledAt), SQLValue(message.sentAt),
            SQLValue(message.deliveredAt), SQLValue(message.expiresAt),
            SQLValue(message.carrier?.description), SQLValue(message.smpp?.bytes),
        ]
    }

    /// Reads a row that was selected by ``list``.
    static func message(_ row: SQLRow) throws(DatabaseError) -> Message {
        guard let status = MessageStatus(rawValue: Int(try row.integer(5))),
            let encoding = Message.Encoding(rawValue: Int(try row.integer(15)))
        else { throw .invalid("message: a status or encoding that this version does not know") }
        let text = try row.text(11)
        return Message(
            key: MessageKey(project: ProjectID(try row.integer(0)), id: try row.objectID(1)),
            organization: OrganizationID(try row.integer(2)),
            token: try row.objectID(3),
            clientID: try row.optionalText(4),
            status: status,
            statusCode: try row.optionalInteger(6).map(Int.init),
            sender: try row.text(7),
            recipient: try row.text(8),
            destination: UInt64(clamping: try row.integer(9)),
            country: try row.text(10),
            text: text,
            deliveredText: try row.optionalText(12) ?? text,
            allowsUnicode: try row.integer(13) != 0,
            isUnicode: try row.integer(14) != 0,
            encoding: encoding,
            charactersCount: Int(try row.integer(16)),
            partsCount: Int(try row.integer(17)),
            pricePerPart: Money(micros: try row.integer(18)),
            isCharged: try row.integer(19) != 0,
            chargeEntry: try row.optionalObjectID(20),
            isTest: try row.integer(21) != 0,
            createdAt: try row.timestamp(22),
            scheduledAt: try row.optionalTimestamp(23),
            sentAt: try row.optionalTimestamp(24),
            deliveredAt: try row.optionalTimestamp(25),
            expiresAt: try row.timestamp(26),
            carrier: try row.optionalText(27).map(CarrierID.init),
            smpp: try origin(row)
        )
    }

    private static func origin(_ row: SQLRow) throws(DatabaseError) -> SMPPOrigin? {
        guard let bytes = try row.optionalBlob(28) else { return nil }
        guard let origin = SMPPOrigin(bytes: bytes) else {
            throw .invalid("message: what came over SMPP with it cannot be read")
        }
        return origin
    }
}
