import Database
import Essentials
import MessagingModel

extension InboundOrigin {
    fileprivate init(_ row: inout RowReader) throws(DatabaseError) {
        let digits = UInt64(clamping: try row.integer())
        if let text = try row.optionalText() {
            self.init(notInternational: text)
        } else {
            self.init(digits)
        }
    }
}

extension StoredInbound: RowDecodable {
    static let columns: ColumnList = [
        "id", "carrier", "origin", "origin_text", "recipient", "text", "status", "answering", "at",
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            carrier: CarrierID(try row.text()),
            origin: try InboundOrigin(&row),
            recipient: try row.text(),
            text: try row.text(),
            status: try row.text(),
            answering: try row.optionalObjectID(),
            at: try row.timestamp()
        )
    }
}
