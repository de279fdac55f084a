import AccountsModel
import Database
import Essentials
import MessagingModel
import SMSText

extension Message: RowDecodable {
    static let columns: Columns<Message> = [
        "text": { .text($0.text) },
        "delivered_text": { $0.deliveredText == $0.text ? .null : .text($0.deliveredText) },
        "project_id": { .integer($0.key.project.number) },
        "id": { SQLValue($0.key.id) },
        "organization_id": { .integer($0.organization.number) },
        "token_id": { SQLValue($0.token) },
        "client_id": { SQLValue($0.clientID) },
        "status": { .integer(Int64($0.status.rawValue)) },
        "status_code": { SQLValue($0.statusCode) },
        "sender": { .text($0.sender) },
        "recipient": { .text($0.recipient) },
        "destination": { .integer(Int64($0.destination)) },
        "country": { .text($0.country) },
        "allows_unicode": { SQLValue($0.allowsUnicode) },
        "is_unicode": { SQLValue($0.isUnicode) },
        "encoding": { .integer(Int64($0.encoding.rawValue)) },
        "characters_count": { .integer(Int64($0.charactersCount)) },
        "parts_count": { .integer(Int64($0.partsCount)) },
        "price_per_part": { .integer($0.pricePerPart.micros) },
        "is_charged": { SQLValue($0.isCharged) },
        "charge_entry": { SQLValue($0.chargeEntry) },
        "is_test": { SQLValue($0.isTest) },
        "created_at": { SQLValue($0.createdAt) },
        "scheduled_at": { SQLValue($0.scheduledAt) },
        "sent_at": { SQLValue($0.sentAt) },
        "delivered_at": { SQLValue($0.deliveredAt) },
        "expires_at": { SQLValue($0.expiresAt) },
        "carrier": { SQLValue($0.carrier?.description) },
        "smpp": { SQLValue($0.smpp?.bytes) },
    ]

    /// The columns for a query that selects from `message` and other tables.
    static let qualifiedColumns = columns.list.qualified(by: "message")

    init(_ row: inout RowReader) throws(DatabaseError) {
        let text = try row.text()
        let deliveredText = try row.optionalText() ?? text
        self.init(
            key: MessageKey(project: try row.projectID(), id: try row.objectID()),
            organization: try row.organizationID(),
            token: try row.objectID(),
            clientID: try row.optionalText(),
            status: try row.code(),
            statusCode: try row.optionalInt(),
            sender: try row.text(),
            recipient: try row.text(),
            destination: UInt64(clamping: try row.integer()),
            country: try row.text(),
            text: text,
            deliveredText: deliveredText,
            allowsUnicode: try row.bool(),
            isUnicode: try row.bool(),
            encoding: try row.code(),
            charactersCount: try row.int(),
            partsCount: try row.int(),
            pricePerPart: try row.money(),
            isCharged: try row.bool(),
            chargeEntry: try row.optionalObjectID(),
            isTest: try row.bool(),
            createdAt: try row.timestamp(),
            scheduledAt: try row.optionalTimestamp(),
            sentAt: try row.optionalTimestamp(),
            deliveredAt: try row.optionalTimestamp(),
            expiresAt: try row.timestamp(),
            carrier: try row.optionalText().map(CarrierID.init),
            smpp: try SMPPOrigin(optional: &row)
        )
    }
}

extension SMPPOrigin {
    /// Reads the column `smpp`; nil for a message that came over HTTP.
    fileprivate init?(optional row: inout RowReader) throws(DatabaseError) {
        guard let bytes = try row.optionalBlob() else { return nil }
        guard let origin = SMPPOrigin(bytes: bytes) else {
            throw .invalid("message: the column smpp cannot be read")
        }
        self = origin
    }
}
