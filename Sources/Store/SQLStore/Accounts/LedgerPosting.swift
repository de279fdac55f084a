import AccountsModel
import Database
import Essentials

extension SQLTransaction {
    /// Moves money and adds the line that says so; nil when the organization has not that much.
    ///
    /// One statement checks and moves, so the balance never falls below the credit, whoever else
    /// writes. Money that comes in is always taken. Nil also when there is no such organization.
    func post(_ posting: LedgerPosting) throws(DatabaseError) -> LedgerEntry? {
        let row = try queryOne(
            """
            UPDATE organization SET balance = balance + $2
            WHERE id = $1 AND (balance + $2 + credit >= 0 OR balance + $2 >= balance)
            RETURNING balance
            """,
            [SQLValue(posting.organization), SQLValue(posting.amount)]
        )
        guard let row else { return nil }
        let entry = posting.entry(balanceAfter: try row.money(0))
        try execute(
            """
            INSERT INTO ledger
                (organization_id, id, kind, amount, balance_after, items_count, note, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                SQLValue(entry.organization), SQLValue(entry.id), SQLValue(entry.kind.rawValue),
                SQLValue(entry.amount), SQLValue(entry.balanceAfter), SQLValue(entry.itemsCount),
                SQLValue(entry.note), SQLValue(entry.at),
            ]
        )
        return entry
    }
}

/// Money about to move.
struct LedgerPosting: Sendable {
    let id: ObjectID
    let organization: OrganizationID
    let kind: LedgerEntry.Kind
    let amount: Money
    let itemsCount: Int
    let note: String
    let at: Timestamp

    func entry(balanceAfter: Money) -> LedgerEntry {
        LedgerEntry(
            id: id,
            organization: organization,
            kind: kind,
            amount: amount,
            balanceAfter: balanceAfter,
            itemsCount: itemsCount,
            note: note,
            at: at
        )
    }
}

extension LedgerEntry {
    static let columns = "id, organization_id, kind, amount, balance_after, items_count, note, at"

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            id: try row.objectID(0),
            organization: try row.organizationID(1),
            kind: try row.word(2),
            amount: try row.money(3),
            balanceAfter: try row.money(4),
            itemsCount: try row.int(5),
            note: try row.text(6),
            at: try row.timestamp(7)
        )
    }
}
