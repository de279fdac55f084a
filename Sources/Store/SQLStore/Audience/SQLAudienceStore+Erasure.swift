public import AccountsModel
public import AudienceModel
import Database
public import Essentials

extension SQLAudienceStore {
    /// The receipt of an erasure; nil until it is done.
    public func erasureReceipt(
        _ id: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> ErasureReceipt? {
        try await store.read { reader in
            try reader.query(
                """
                SELECT \(ErasureReceipt.columns) FROM erasure_receipt
                WHERE project_id = $1 AND id = $2
                """,
                [SQLValue(project), SQLValue(id)]
            ).decoded(ErasureReceipt.init).first
        }
    }

    /// Removes what was deleted from the store's files.
    public func purge() async throws(ServiceError) {
        do throws(DatabaseError) {
            try await store.database.purge()
        } catch {
            throw ServiceError(error)
        }
    }

    /// Describes what still mentions a person; empty if nothing does.
    public func traces(
        of numbers: [Int64],
        texts: [String],
        before entry: ObjectID,
        in project: ProjectID
    ) async throws(ServiceError) -> [String] {
        let gone = Set(numbers)
        let person = PersonMention(texts)
        return try await store.read { reader in
            var search = TraceSearch(reader: reader, project: project)
            try search.rows("source_contact", column: "number", in: gone)
            try search.rows("event", column: "contact", in: gone)
            try search.log(before: entry, where: person.isFound(inBytes:))
            try search.texts("quarantine", column: "json", where: person.isFound(inJSON:))
            try search.texts("import_problem", column: "excerpt", where: person.isFound(inExcerpt:))
            return search.findings
        }
    }
}

/// Scans whole tables: an erasure is rare, and must be certain.
private struct TraceSearch {
    let reader: any SQLReader
    let project: ProjectID
    private(set) var findings: [String] = []

    init(reader: any SQLReader, project: ProjectID) {
        self.reader = reader
        self.project = project
    }

    mutating func rows(
        _ table: StaticString,
        column: StaticString,
        in numbers: Set<Int64>
    ) throws {
        var count = 0
        try reader.forEachRow(
            "SELECT \(column) FROM \(table) WHERE project_id = $1",
            [SQLValue(project)]
        ) { if numbers.contains(try $0.integer(0)) { count += 1 } }
        if count > 0 { findings.append("\(count) rows of \(table) name the person's contacts") }
    }

    /// Earlier calls should all be applied; later ones may add the person again.
    mutating func log(before entry: ObjectID, where isFound: ([UInt8]) -> Bool) throws {
        var count = 0
        try reader.forEachRow(
            "SELECT payload FROM ingest_log WHERE project_id = $1 AND id < $2",
            [SQLValue(project), SQLValue(entry)]
        ) { if isFound(try $0.blob(0)) { count += 1 } }
        if count > 0 { findings.append("\(count) rows of ingest_log mention the person") }
    }

    mutating func texts(
        _ table: StaticString,
        column: StaticString,
        where isFound: (String) -> Bool
    ) throws {
        var count = 0
        try reader.forEachRow(
            "SELECT \(column) FROM \(table) WHERE project_id = $1",
            [SQLValue(project)]
        ) { if isFound(try $0.text(0)) { count += 1 } }
        if count > 0 { findings.append("\(count) rows of \(table) mention the person") }
    }
}
