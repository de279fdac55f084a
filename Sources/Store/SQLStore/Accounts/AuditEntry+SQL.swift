import AccountsModel
import Database
import Essentials

extension SQLTransaction {
    /// Adds an audit entry.
    func insert(_ entry: AuditEntry) throws(DatabaseError) {
        try execute(
            """
            INSERT INTO audit (id, at, actor, action, subject, details)
            VALUES ($1, $2, $3, $4, $5, $6)
            """,
            [
                SQLValue(entry.id), SQLValue(entry.at), SQLValue(entry.actor),
                SQLValue(entry.action), SQLValue(entry.subject), SQLValue(entry.details),
            ]
        )
    }
}

extension AuditEntry {
    static let columns = "id, at, actor, action, subject, details"

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            id: try row.objectID(0),
            at: try row.timestamp(1),
            actor: try row.text(2),
            action: try row.text(3),
            subject: try row.text(4),
            details: try row.text(5)
        )
    }
}
