public import AccountsModel
import Database
public import Essentials
public import MessagingModel

/// Number lookups in SQL.
public struct SQLLookupStore: LookupStore {
    let store: SQLStore

    /// Charges and stores a lookup; throws ``ServiceError/noFunds`` when the balance is too low.
    public func accept(_ lookup: NumberLookup) async throws(ServiceError) -> NumberLookup {
        let entry = lookup.price > .zero ? store.ids.next() : nil
        return try await store.write { tx in
            if let entry {
                let posting = LedgerPosting(
                    id: entry,
                    organization: lookup.organization,
                    kind: .charge,
                    amount: -lookup.price,
                    itemsCount: 1,
                    note: "lookup",
                    at: lookup.createdAt
                )
                guard try tx.post(posting) != nil else { throw ServiceError.noFunds }
            }
            try tx.insertMany(
                into: "lookup",
                columns: NumberLookup.columns.names + ["charge_entry"],
                rows: [NumberLookup.columns.values(of: lookup) + [SQLValue(entry)]]
            )
            try tx.insertMany(
                into: "waiting_lookup",
                columns: ["project_id", "lookup_id"],
                rows: [lookup.key.values]
            )
            return lookup
        }
    }

    /// Stores the answer of a lookup, unless it is answered already.
    public func complete(_ lookup: NumberLookup) async throws(ServiceError) {
        try await store.write { tx in
            let removed = try tx.execute(
                "DELETE FROM waiting_lookup WHERE project_id = $1 AND lookup_id = $2",
                lookup.key.values
            )
            guard removed == 1 else { return }
            try tx.execute(
                """
                UPDATE lookup SET status = $3, status_code = $4, number_type = $5, mcc = $6,
                    mnc = $7, operator_name = $8, is_ported = $9, completed_at = $10
                WHERE project_id = $1 AND id = $2
                """,
                lookup.key.values + [
                    SQLValue(lookup.status.rawValue), SQLValue(lookup.statusCode),
                    SQLValue(lookup.answer?.numberType), SQLValue(lookup.answer?.mcc),
                    SQLValue(lookup.answer?.mnc), SQLValue(lookup.answer?.operatorName),
                    lookup.answer?.isPorted.map { SQLValue($0) } ?? .null,
                    SQLValue(lookup.completedAt),
                ]
            )
        }
    }

    /// Lookups without an answer, oldest first, starting after the given one.
    public func waiting(
        after key: MessageKey?,
        limit: Int
    ) async throws(ServiceError) -> [NumberLookup] {
        let start = key ?? MessageKey(project: ProjectID(.min), id: ObjectID(high: 0, low: 0))
        return try await store.read { reader in
            try reader.query(
                """
                SELECT \(NumberLookup.columns.list.qualified(by: "lookup")) FROM waiting_lookup w
                JOIN lookup ON lookup.project_id = w.project_id AND lookup.id = w.lookup_id
                WHERE (w.project_id, w.lookup_id) > ($1, $2)
                ORDER BY w.project_id, w.lookup_id LIMIT $3
                """,
                start.values + [SQLValue(limit)]
            ).decoded(NumberLookup.init)
        }
    }

    /// A lookup in any of the projects; nil if there is none.
    public func lookup(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> NumberLookup? {
        try await store.read { reader in
            for project in projects {
                let row = try reader.queryOne(
                    "SELECT \(NumberLookup.columns) FROM lookup WHERE project_id = $1 AND id = $2",
                    [SQLValue(project), SQLValue(id)]
                )
                if let row { return try NumberLookup.init(row) }
            }
            return nil
        }
    }

    /// The lookups of all the projects, newest first.
    public func lookups(
        in projects: [ProjectID],
        offset: Int,
        limit: Int
    ) async throws(ServiceError) -> [NumberLookup] {
        try await store.read { reader in
            var found: [NumberLookup] = []
            for project in projects {
                found += try reader.query(
                    """
                    SELECT \(NumberLookup.columns) FROM lookup WHERE project_id = $1
                    ORDER BY project_id DESC, id DESC LIMIT $2
                    """,
                    [SQLValue(project), SQLValue(offset + limit)]
                ).decoded(NumberLookup.init)
            }
            found.sort { $0.key.id > $1.key.id }
            return Array(found.dropFirst(offset).prefix(limit))
        }
    }
}
