import AccountsModel
import Database
import Essentials

extension Organization: RowDecodable {
    static let columns: ColumnList = [
        "id", "uid", "name", "plan", "currency", "balance", "credit", "requests_per_minute",
        "created_at",
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.organizationID(),
            uid: try row.objectID(),
            name: try row.text(),
            plan: try row.word(),
            currency: try row.text(),
            balance: try row.money(),
            credit: try row.money(),
            requestsPerMinute: try row.optionalInt(),
            createdAt: try row.timestamp()
        )
    }
}

extension Project: RowDecodable {
    static let columns: ColumnList = [
        "details", "locale", "time_zone", "created_at", "id", "uid", "organization_id", "name",
        "kind", "updated_at",
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        var profile = ProjectProfile()
        profile.details = try row.text()
        profile.locale = try row.text()
        profile.timeZone = try row.text()
        let createdAt = try row.timestamp()
        self.init(
            id: try row.projectID(),
            uid: try row.objectID(),
            organization: try row.organizationID(),
            name: try row.text(),
            kind: try row.word(),
            profile: profile,
            createdAt: createdAt,
            // 0 in projects that were created before the column.
            updatedAt: max(createdAt, try row.timestamp())
        )
    }
}

extension Price: RowDecodable {
    static let columns: ColumnList = ["service", "country", "amount"]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            service: try row.word(),
            country: try row.text(),
            amount: try row.money()
        )
    }
}
