import AccountsModel
import Database
import Essentials

extension Organization {
    static let columns =
        "id, uid, name, plan, currency, balance, credit, requests_per_minute, created_at"

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            id: try row.organizationID(0),
            uid: try row.objectID(1),
            name: try row.text(2),
            plan: try row.word(3),
            currency: try row.text(4),
            balance: try row.money(5),
            credit: try row.money(6),
            requestsPerMinute: try row.optionalInt(7),
            createdAt: try row.timestamp(8)
        )
    }
}

extension Project {
    static let columns = """
        id, uid, organization_id, name, kind, details, locale, time_zone, created_at, updated_at
        """

    init(_ row: SQLRow) throws(DatabaseError) {
        var profile = ProjectProfile()
        profile.details = try row.text(5)
        profile.locale = try row.text(6)
        profile.timeZone = try row.text(7)
        let createdAt = try row.timestamp(8)
        let updatedAt = try row.timestamp(9)
        self.init(
            id: try row.projectID(0),
            uid: try row.objectID(1),
            organization: try row.organizationID(2),
            name: try row.text(3),
            kind: try row.word(4),
            profile: profile,
            createdAt: createdAt,
            // Projects that are older than the column were never changed.
            updatedAt: max(createdAt, updatedAt)
        )
    }
}

extension Price {
    static let columns = "service, country, amount"

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            service: try row.word(0),
            country: try row.text(1),
            amount: try row.money(2)
        )
    }
}
