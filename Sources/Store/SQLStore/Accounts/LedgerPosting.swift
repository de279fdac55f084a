import AccountsModel
import Database
import Essentials

extension SQLTransaction {
    /// Changes a balance and adds the ledger entry; nil if the balance and the credit are too low,
    /// or the organization does not exist.
    ///
    /// One statement checks and changes the balance, so concurrent writers cannot overdraw it.
    /// Money that comes in is always accepted.
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
        try insertMany(
            into: "ledger",
            columns: LedgerEntry.columns.names,
            rows: [LedgerEntry.columns.values(of: entry)]
        )
        return entry
    }
}

/// A change of a balance that is about to be made.
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

extension LedgerEntry: RowDecodable {
    static let columns: Columns<LedgerEntry> = [
        "id": { SQLValue($0.id) },
        "organization_id": { SQLValue($0.organization) },
        "kind": { SQLValue($0.kind.rawValue) },
        "amount": { SQLValue($0.amount) },
        "balance_after": { SQLValue($0.balanceAfter) },
        "items_count": { SQLValue($0.itemsCount) },
        "note": { SQLValue($0.note) },
        "at": { SQLValue($0.at) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            id: try row.objectID(),
            organization: try row.organizationID(),
            kind: try row.word(),
            amount: try row.money(),
            balanceAfter: try row.money(),
            itemsCount: try row.int(),
            note: try row.text(),
            at: try row.timestamp()
        )
    }
}
