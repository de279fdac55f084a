import Database
import Domain
import Essentials

/// Moves money inside a transaction: the balance and its ledger entry always together.
enum Ledger {
    /// Adds an entry and sets the balance to what it says; the caller has locked the organization.
    static func append(_ entry: LedgerEntry, in tx: any SQLTransaction) throws(DatabaseError) {
        try tx.execute(
            """
            INSERT INTO ledger_entry
            (organization_id, id, kind, amount, balance_after, items_count, note, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .integer(entry.organization.number), .id(entry.id), .text(entry.kind.rawValue),
                .integer(entry.amount.micros), .integer(entry.balanceAfter.micros),
                .integer(Int64(entry.itemsCount)), .text(entry.note), .time(entry.at),
            ])
        try tx.execute(
            "UPDATE organization SET balance = $2 WHERE id = $1",
            [.integer(entry.organization.number), .integer(entry.balanceAfter.micros)])
    }

    /// Gives money back.
    static func refund(
        _ amount: Money, itemsCount: Int, to organization: OrganizationID, note: String,
        id: ObjectID, at moment: Timestamp, in tx: any SQLTransaction
    ) throws {
        let balance = try lockedBalance(of: organization, in: tx)
        try append(
            LedgerEntry(
                id: id, organization: organization, kind: .refund, amount: amount,
                balanceAfter: balance + amount, itemsCount: itemsCount, note: note, at: moment),
            in: tx)
    }

    /// Reads a balance under a lock that holds until the commit.
    static func lockedBalance(
        of organization: OrganizationID, in tx: any SQLTransaction
    ) throws -> Money {
        let rows = try tx.query(
            "UPDATE organization SET balance = balance WHERE id = $1 RETURNING balance",
            [.integer(organization.number)])
        guard let row = rows.first else {
            throw DomainError.notFound("organization \(organization.number)")
        }
        return Money(micros: try row.integer(0))
    }
}
