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
                columns: LookupRow.columns,
                rows: [LookupRow.values(lookup, chargeEntry: entry)]
            )
            try tx.insertMany(
                into: "waiting_lookup",
                columns: ["project_id", "lookup_id"],
                rows: [lookup.key.values]
            )
            return lookup
        }
    }

    /// Stores the answer; a lookup that is answered already stays as it is.
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

    /// Lookups that wait for an answer, oldest first, after the given one.
    public func waiting(
        after key: MessageKey?,
        limit: Int
    ) async throws(ServiceError) -> [NumberLookup] {
        let start = key ?? MessageKey(project: ProjectID(.min), id: ObjectID(high: 0, low: 0))
        return try await store.read { reader in
            try reader.query(
                """
                SELECT \(LookupRow.qualifiedList) FROM waiting_lookup w
                JOIN lookup ON lookup.project_id = w.project_id AND lookup.id = w.lookup_id
                WHERE (w.project_id, w.lookup_id) > ($1, $2)
                ORDER BY w.project_id, w.lookup_id LIMIT $3
                """,
                start.values + [SQLValue(limit)]
            ).decoded(LookupRow.lookup)
        }
    }

    /// One lookup in any of the projects; nil when there is none.
    public func lookup(
        _ id: ObjectID,
        in projects: [ProjectID]
    ) async throws(ServiceError) -> NumberLookup? {
        try await store.read { reader in
            for project in projects {
                let row = try reader.queryOne(
                    "SELECT \(LookupRow.list) FROM lookup WHERE project_id = $1 AND id = $2",
                    [SQLValue(project), SQLValue(id)]
                )
                if let row { return try LookupRow.lookup(row) }
            }
            return nil
        }
    }

    /// Lookups of the projects, newest first.
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
                    SELECT \(LookupRow.list) FROM lookup WHERE project_id = $1
                    ORDER BY project_id DESC, id DESC LIMIT $2
                    """,
                    [SQLValue(project), SQLValue(offset + limit)]
                ).decoded(LookupRow.lookup)
            }
            found.sort { $0.key.id > $1.key.id }
            return Array(found.dropFirst(offset).prefix(limit))
        }
    }
}

/// How a lookup lies in the table `lookup`.
enum LookupRow {
    static let columns = [
        "project_id", "id", "organization_id", "token_id", "recipient", "destination", "country",
        "price", "status", "status_code", "number_type", "mcc", "mnc", "operator_name",
        "is_ported", "created_at", "completed_at", "charge_entry",
    ]

    static let list = columns.joined(separator: ", ")
    static let qualifiedList = columns.map { "lookup.\($0)" }.joined(separator: ", ")

    static func values(_ lookup: NumberLookup, chargeEntry: ObjectID?) -> [SQLValue] {
        lookup.key.values + [
            SQLValue(lookup.organization), SQLValue(lookup.token), .text(lookup.recipient),
            SQLValue(lookup.destination), .text(lookup.country), SQLValue(lookup.price),
            SQLValue(lookup.status.rawValue), .null, .null, .null, .null, .null, .null,
            SQLValue(lookup.createdAt), .null, SQLValue(chargeEntry),
        ]
    }

    static func lookup(_ row: SQLRow) throws(DatabaseError) -> NumberLookup {
        guard let status = NumberLookup.Status(rawValue: try row.int(8)) else {
            throw .invalid("lookup: a status that this version does not know")
        }
        var answer: LookupAnswer?
        if let type = try row.optionalText(10) {
            answer = LookupAnswer(
                numberType: type,
                mcc: try row.optionalText(11),
                mnc: try row.optionalText(12),
                operatorName: try row.optionalText(13),
                isPorted: try row.optionalInteger(14).map { $0 != 0 }
            )
        }
        return NumberLookup(
            key: MessageKey(project: try row.projectID(0), id: try row.objectID(1)),
            organization: try row.organizationID(2),
            token: try row.objectID(3),
            recipient: try row.text(4),
            destination: UInt64(clamping: try row.integer(5)),
            country: try row.text(6),
            price: try row.money(7),
            status: status,
            statusCode: try row.optionalInt(9),
            answer: answer,
            createdAt: try row.timestamp(15),
            completedAt: try row.optionalTimestamp(16)
        )
    }
}
