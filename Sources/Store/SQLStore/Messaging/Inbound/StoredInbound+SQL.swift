import Database
import Essentials
import MessagingModel

extension StoredInbound: RowDecodable {
    static let columns: ColumnList = [
        "id", "carrier", "origin", "recipient", "text", "status", "answering", "at",
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            carrier: CarrierID(try row.text()),
            origin: UInt64(clamping: try row.integer()),
            recipient: try row.text(),
            text: try row.text(),
            status: try row.text(),
            answering: try row.optionalObjectID(),
            at: try row.timestamp()
        )
    }
}
