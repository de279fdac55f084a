import AccountsModel
import Database
import Essentials
import MessagingModel

extension NumberLookup: RowDecodable {
    static let columns: Columns<NumberLookup> = [
        "project_id": { SQLValue($0.key.project) },
        "id": { SQLValue($0.key.id) },
        "organization_id": { SQLValue($0.organization) },
        "token_id": { SQLValue($0.token) },
        "recipient": { SQLValue($0.recipient) },
        "destination": { SQLValue($0.destination) },
        "country": { SQLValue($0.country) },
        "price": { SQLValue($0.price) },
        "status": { SQLValue($0.status.rawValue) },
        "status_code": { SQLValue($0.statusCode) },
        "number_type": { SQLValue($0.answer?.numberType) },
        "mcc": { SQLValue($0.answer?.mcc) },
        "mnc": { SQLValue($0.answer?.mnc) },
        "operator_name": { SQLValue($0.answer?.operatorName) },
        "is_ported": { $0.answer?.isPorted.map { SQLValue($0) } ?? .null },
        "created_at": { SQLValue($0.createdAt) },
        "completed_at": { SQLValue($0.completedAt) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            key: MessageKey(project: try row.projectID(), id: try row.objectID()),
            organization: try row.organizationID(),
            token: try row.objectID(),
            recipient: try row.text(),
            destination: UInt64(clamping: try row.integer()),
            country: try row.text(),
            price: try row.money(),
            status: try row.code(),
            statusCode: try row.optionalInt(),
            answer: try LookupAnswer(optional: &row),
            createdAt: try row.timestamp(),
            completedAt: try row.optionalTimestamp()
        )
    }
}

extension LookupAnswer {
    /// Reads the columns of an answer; nil while there is none.
    fileprivate init?(optional row: inout RowReader) throws(DatabaseError) {
        let numberType = try row.optionalText()
        let (mcc, mnc) = (try row.optionalText(), try row.optionalText())
        let operatorName = try row.optionalText()
        let isPorted = try row.optionalBool()
        guard let numberType else { return nil }
        self.init(
            numberType: numberType,
            mcc: mcc,
            mnc: mnc,
            operatorName: operatorName,
            isPorted: isPorted
        )
    }
}
