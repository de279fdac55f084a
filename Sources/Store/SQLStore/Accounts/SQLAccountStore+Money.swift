public import AccountsModel
import Database
public import Essentials

extension SQLAccountStore {
    /// Adds money to a balance, or takes money from it, and returns the ledger entry.
    public func topUp(
        _ organization: OrganizationID,
        amount: Money,
        note: String,
        entry: ObjectID,
        audit: AuditEntry
    ) async throws(ServiceError) -> LedgerEntry {
        try await store.change(.accounts, audit: audit) { transaction in
            let posting = LedgerPosting(
                id: entry,
                organization: organization,
                kind: .topUp,
                amount: amount,
                itemsCount: 0,
                note: note,
                at: audit.at
            )
            if let line = try transaction.post(posting) { return line }
            let row = try transaction.queryOne(
                "SELECT balance FROM organization WHERE id = $1",
                [SQLValue(organization)]
            )
            guard let row else { throw ServiceError.notFound("organization") }
            throw ServiceError.conflict(
                "the balance is \(try row.money(0)); taking \(-amount) goes below the credit"
            )
        }
    }

    /// Ledger entries of an organization, newest first.
    public func ledger(
        of organization: OrganizationID,
        limit: Int
    ) async throws(ServiceError) -> [LedgerEntry] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(LedgerEntry.columns) FROM ledger
                WHERE organization_id = $1 ORDER BY at DESC, id DESC LIMIT $2
                """,
                [SQLValue(organization), SQLValue(limit)]
            ).decoded(LedgerEntry.init)
        }
    }

    /// Price overrides: the server's list (nil) or an organization's own.
    public func prices(of organization: OrganizationID?) async throws(ServiceError) -> [Price] {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(Price.columns) FROM price WHERE organization_id = $1
                ORDER BY service, country
                """,
                [SQLValue(organization ?? .server)]
            ).decoded(Price.init)
        }
    }

    /// Sets a price; a nil amount removes it.
    public func setPrice(
        service: Price.Service,
        country: String,
        amount: Money?,
        organization: OrganizationID?,
        audit: AuditEntry
    ) async throws(ServiceError) {
        let key = [
            SQLValue(organization ?? .server), SQLValue(service.rawValue), SQLValue(country),
        ]
        try await store.change(.accounts, audit: audit) { transaction in
            guard let amount else {
                let count = try transaction.execute(
                    """
                    DELETE FROM price
                    WHERE organization_id = $1 AND service = $2 AND country = $3
                    """,
                    key
                )
                guard count == 1 else {
                    throw ServiceError.notFound("price of \(service.rawValue) in \(country)")
                }
                return
            }
            try transaction.execute(
                """
                INSERT INTO price (organization_id, service, country, amount)
                VALUES ($1, $2, $3, $4)
                ON CONFLICT (organization_id, service, country)
                DO UPDATE SET amount = excluded.amount
                """,
                key + [SQLValue(amount)]
            )
        }
    }
}

extension OrganizationID {
    /// Stands for the server's own price list.
    fileprivate static let server = OrganizationID(0)
}
