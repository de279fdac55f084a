public import AccountsModel
public import AudienceModel
import Database
public import Essentials

extension SQLAudienceStore {
    /// Contacts ordered by number, starting after the given one.
    public func sourceContacts(
        of project: ProjectID,
        after number: Int64,
        limit: Int
    ) async throws(ServiceError) -> [SourceContactRecord] {
        try await store.read { reader in
            let page = NumberedPage("source_contact", of: project, after: number, limit: limit)
            return try page.rows(
                SourceContactRecord.columns,
                from: reader,
                SourceContactRecord.init
            )
        }
    }

    /// The contacts with these numbers, in this order; unknown numbers are skipped.
    public func sourceContacts(
        _ numbers: [Int64],
        of project: ProjectID
    ) async throws(ServiceError) -> [SourceContactRecord] {
        try await store.read { reader in
            try reader.queryMany(
                """
                SELECT \(SourceContactRecord.columns) FROM source_contact
                WHERE project_id = $1 AND number = $2
                """,
                numbers.map { [SQLValue(project), .integer($0)] }
            ).flatMap { try $0.decoded(SourceContactRecord.init) }
        }
    }

    /// The contact that a data source knows by this user id; nil if there is none.
    public func sourceContact(
        _ userID: String,
        of dataSource: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> SourceContactRecord? {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(SourceContactRecord.columns) FROM source_contact
                WHERE project_id = $1 AND data_source_id = $2 AND user_id = $3
                """,
                [SQLValue(project), SQLValue(dataSource), .text(userID)]
            ).decoded(SourceContactRecord.init).first
        }
    }

    /// Events ordered by number, starting after the given one.
    public func events(
        of project: ProjectID,
        after number: Int64,
        limit: Int
    ) async throws(ServiceError) -> [EventRecord] {
        try await store.read { reader in
            let page = NumberedPage("event", of: project, after: number, limit: limit)
            return try page.rows(EventRecord.columns, from: reader, EventRecord.init)
        }
    }

    /// The events with these numbers, in this order; unknown numbers are skipped.
    public func events(
        _ numbers: [Int64],
        of project: ProjectID
    ) async throws(ServiceError) -> [EventRecord] {
        try await store.read { reader in
            try reader.queryMany(
                """
                SELECT \(EventRecord.columns) FROM event WHERE project_id = $1 AND number = $2
                """,
                numbers.map { [SQLValue(project), .integer($0)] }
            ).flatMap { try $0.decoded(EventRecord.init) }
        }
    }

    /// All former audience ids of a project.
    public func aliases(of project: ProjectID) async throws(ServiceError) -> [AudienceAlias] {
        try await store.read { reader in
            try reader.query(
                "SELECT audience_id, heir_id FROM audience_alias WHERE project_id = $1",
                [SQLValue(project)]
            ).map { AudienceAlias(audienceID: try $0.text(0), heirID: try $0.text(1)) }
        }
    }

    /// The catalogue entries of a project, in no particular order.
    public func catalogue(of project: ProjectID) async throws(ServiceError) -> [CatalogueEntry] {
        try await store.read { reader in
            try reader.query(
                "SELECT \(CatalogueEntry.columns) FROM catalogue_entry WHERE project_id = $1",
                [SQLValue(project)]
            ).decoded(CatalogueEntry.init)
        }
    }

    /// The merge rules of a project as the service encodes them; nil if none were set.
    public func audienceRules(of project: ProjectID) async throws(ServiceError) -> [UInt8]? {
        try await store.read { reader in
            try reader.queryOne(
                "SELECT rules FROM audience_rules WHERE project_id = $1",
                [SQLValue(project)]
            )?.blob(0)
        }
    }

    /// Replaces the merge rules of a project.
    public func saveAudienceRules(
        _ rules: [UInt8],
        of project: ProjectID,
        audit: AuditEntry
    ) async throws(ServiceError) {
        try await store.change(.audience, audit: audit) { transaction in
            try transaction.execute(
                """
                INSERT INTO audience_rules (project_id, rules) VALUES ($1, $2)
                ON CONFLICT (project_id) DO UPDATE SET rules = excluded.rules
                """,
                [SQLValue(project), .blob(rules)]
            )
        }
    }
}

/// Reads rows of a project ordered by number: a range of the primary key.
private struct NumberedPage {
    private let table: StaticString
    private let project: ProjectID
    private let number: Int64
    private let limit: Int

    init(
        _ table: StaticString,
        of project: ProjectID,
        after number: Int64,
        limit: Int
    ) {
        self.table = table
        self.project = project
        self.number = number
        self.limit = limit
    }

    func rows<Record>(
        _ columns: some CustomStringConvertible,
        from reader: any SQLReader,
        _ decode: (SQLRow) throws(DatabaseError) -> Record
    ) throws -> [Record] {
        var records: [Record] = []
        records.reserveCapacity(limit)
        try reader.forEachRow(
            """
            SELECT \(columns) FROM \(table)
            WHERE project_id = $1 AND number > $2 ORDER BY project_id, number LIMIT $3
            """,
            [SQLValue(project), .integer(number), SQLValue(limit)]
        ) { records.append(try decode($0)) }
        return records
    }
}
