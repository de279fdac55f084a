import Database
import Essentials
import MessagingModel

extension StoredInbound: RowDecodable {
    static let columns: ColumnList = [
        "id", "carrier", "origin", "origin_name", "recipient", "text", "is_binary", "status",
        "answering", "at",
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            carrier: CarrierID(try row.text()),
            origin: try InboundOrigin(&row),
            recipient: try row.text(),
            text: try row.text(),
            isBinary: try row.bool(),
            status: try row.text(),
            answering: try row.optionalObjectID(),
            at: try row.timestamp()
        )
    }
}

extension InboundOrigin: RowDecodable {
    init(_ row: inout RowReader) throws(DatabaseError) {
        let digits = UInt64(clamping: try row.integer())
        self = try row.optionalText().map { .other($0) } ?? .phone(digits)
    }

    /// The columns `origin`, which is 0 for what is no phone, and `origin_name`.
    var values: [SQLValue] {
        switch self {
        case .phone(let digits): [.integer(Int64(clamping: digits)), .null]
        case .other(let text): [.integer(0), .text(text)]
        }
    }
}
