import AccountsModel
import Database
import Essentials

extension SQLTransaction {
    /// Adds an audit entry.
    func insert(_ entry: AuditEntry) throws(DatabaseError) {
        try insertMany(
            into: "audit",
            columns: AuditEntry.columns.names,
            rows: [AuditEntry.columns.values(of: entry)]
        )
    }
}

extension AuditEntry: RowDecodable {
    static let columns: Columns<AuditEntry> = [
        "id": { SQLValue($0.id) },
        "at": { SQLValue($0.at) },
        "actor": { SQLValue($0.actor) },
        "action": { SQLValue($0.action) },
        "subject": { SQLValue($0.subject) },
        "details": { SQLValue($0.details) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            at: try row.timestamp(),
            actor: try row.text(),
            action: try row.text(),
            subject: try row.text(),
            details: try row.text()
        )
    }
}
