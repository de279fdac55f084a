public import AccountsModel
public import AudienceModel
import Database
public import Essentials

extension SQLAudienceStore {
    /// Refused items of a data source, newest first, older than the given one.
    public func quarantine(
        of dataSource: ObjectID,
        in project: ProjectID,
        before item: ObjectID?,
        limit: Int
    ) async throws(ServiceError) -> [QuarantinedItem] {
        let end = item ?? ObjectID(high: .max, low: .max)
        return try await store.read { reader in
            try reader.query(
                """
                SELECT \(QuarantinedItem.columns) FROM quarantine
                WHERE project_id = $1 AND data_source_id = $2 AND id < $3
                ORDER BY id DESC LIMIT $4
                """,
                [SQLValue(project), SQLValue(dataSource), SQLValue(end), SQLValue(limit)]
            ).decoded(QuarantinedItem.init)
        }
    }

    /// A refused item; nil if there is none.
    public func quarantined(
        _ item: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> QuarantinedItem? {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(QuarantinedItem.columns) FROM quarantine
                WHERE project_id = $1 AND id = $2
                """,
                [SQLValue(project), SQLValue(item)]
            ).decoded(QuarantinedItem.init).first
        }
    }

    /// Replaces the JSON of a refused item; false if there is none.
    public func mend(
        _ item: ObjectID,
        in project: ProjectID,
        json: String,
        audit: AuditEntry
    ) async throws(ServiceError) -> Bool {
        try await store.change(.audience, audit: audit) { transaction in
            try transaction.execute(
                "UPDATE quarantine SET json = $3, bytes = $4 WHERE project_id = $1 AND id = $2",
                [SQLValue(project), SQLValue(item), SQLValue(json), SQLValue(json.utf8.count)]
            ) == 1
        }
    }

    /// Removes refused items, and returns how many there were.
    public func discard(
        _ items: [ObjectID],
        in project: ProjectID,
        audit: AuditEntry
    ) async throws(ServiceError) -> Int {
        try await store.change(.audience, audit: audit) { transaction in
            try transaction.executeMany(
                "DELETE FROM quarantine WHERE project_id = $1 AND id = $2",
                items.map { [SQLValue(project), SQLValue($0)] }
            ).reduce(0, +)
        }
    }

    /// How many refused items a data source has.
    public func quarantineCount(
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> Int {
        try await store.read { reader in
            try reader.queryOne(
                "SELECT COUNT(*) FROM quarantine WHERE project_id = $1 AND data_source_id = $2",
                [SQLValue(project), SQLValue(dataSource)]
            )?.int(0) ?? 0
        }
    }
}

extension SQLReader {
    /// The refused items that mention a person.
    func mentions(
        of person: PersonMention,
        in project: ProjectID
    ) throws(DatabaseError) -> [ObjectID] {
        var found: [ObjectID] = []
        for row in try query(
            "SELECT id, json FROM quarantine WHERE project_id = $1",
            [SQLValue(project)]
        ) {
            if person.isFound(inJSON: try row.text(1)) { found.append(try row.objectID(0)) }
        }
        return found
    }
}
