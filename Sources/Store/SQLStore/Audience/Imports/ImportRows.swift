import AccountsModel
import Attributes
import AudienceModel
import Database
import Essentials
import JSONCoding

extension ImportJob: RowDecodable {
    static let columns: Columns<ImportJob> = .joining([
        planColumns, startColumns, progressColumns, endColumns,
    ])

    private static let progressColumns: Columns<ImportJob> = ImportProgress.columns.of {
        $0.progress
    }

    private static let planColumns: Columns<ImportJob> = [
        "stream": { .text($0.plan.stream.rawValue) },
        "format": { .text($0.plan.format.rawValue) },
        "is_dry_run": { SQLValue($0.plan.isDryRun) },
        "size": { SQLValue($0.plan.size) },
        "fingerprint": { SQLValue($0.plan.fingerprint) },
        "choices": { .text(PlanChoices($0.plan).text) },
    ]

    private static let startColumns: Columns<ImportJob> = [
        "id": { SQLValue($0.id) },
        "project_id": { SQLValue($0.project) },
        "data_source_id": { SQLValue($0.dataSource) },
        "actor": { SQLValue($0.actor) },
        "created_at": { SQLValue($0.createdAt) },
        "state": { SQLValue($0.state.rawValue) },
        "bytes_received": { SQLValue($0.bytesReceived) },
    ]

    private static let endColumns: Columns<ImportJob> = [
        "header": { SQLValue($0.header.map(ColumnNames.write)) },
        "ignored_columns": { SQLValue(ColumnNames.write($0.ignoredColumns)) },
        "column_types": { SQLValue(ColumnNames.write(types: $0.columnTypes)) },
        "failure": { SQLValue($0.failure) },
        "updated_at": { SQLValue($0.updatedAt) },
        "started_at": { SQLValue($0.startedAt) },
        "ended_at": { SQLValue($0.endedAt) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        var plan = ImportPlan(
            try row.word(),
            try row.word(),
            isDryRun: try row.bool(),
            size: try row.optionalInt(),
            fingerprint: try row.optionalText()
        )
        let choices = PlanChoices(text: try row.text())
        plan.mapping = choices.mapping
        plan.delimiter = choices.delimiter
        self.init(
            id: try row.objectID(),
            project: try row.projectID(),
            dataSource: try row.objectID(),
            plan: plan,
            actor: try row.text(),
            createdAt: try row.timestamp()
        )
        state = try row.word()
        bytesReceived = try row.int()
        progress = try ImportProgress(&row)
        header = try row.optionalText().flatMap(ColumnNames.header)
        ignoredColumns = ColumnNames.read(try row.text())
        columnTypes = ColumnNames.types(try row.text())
        failure = try row.optionalText()
        updatedAt = try row.timestamp()
        startedAt = try row.optionalTimestamp()
        endedAt = try row.optionalTimestamp()
    }
}

extension ImportProgress: RowDecodable {
    static let columns: Columns<ImportProgress> = [
        "bytes_read": { SQLValue($0.bytesRead) },
        "row_number": { SQLValue($0.row) },
        "rows_read": { SQLValue($0.rowsRead) },
        "rows_accepted": { SQLValue($0.rowsAccepted) },
        "rows_refused": { SQLValue($0.rowsRefused) },
        "problems": { SQLValue($0.problems) },
        "worked": { SQLValue($0.worked.wholeMicroseconds) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init()
        bytesRead = try row.int()
        self.row = try row.int()
        rowsRead = try row.int()
        rowsAccepted = try row.int()
        rowsRefused = try row.int()
        problems = try row.int()
        worked = .microseconds(try row.integer())
    }
}

extension ImportProblem: RowDecodable {
    static let columns: Columns<ImportProblem> = [
        "number": { SQLValue($0.number) },
        "row_number": { SQLValue($0.row) },
        "column_name": { SQLValue($0.column) },
        "code": { SQLValue($0.code) },
        "message": { SQLValue($0.message) },
        "excerpt": { SQLValue($0.excerpt) },
    ]

    init(_ row: inout RowReader) throws(DatabaseError) {
        self.init(
            number: try row.int(),
            row: try row.int(),
            column: try row.text(),
            code: try row.text(),
            message: try row.text(),
            excerpt: try row.text()
        )
    }
}

/// Encodes names of columns as a JSON array; for a header the delimiter comes first.
enum ColumnNames {
    static func write(_ header: ImportHeader) -> String {
        write([String(header.delimiter)] + header.columns)
    }

    static func header(_ text: String) -> ImportHeader? {
        let parts = read(text)
        guard let delimiter = parts.first?.first else { return nil }
        return ImportHeader(delimiter: delimiter, columns: Array(parts.dropFirst()))
    }

    static func write(_ names: [String]) -> String {
        var writer = JSONWriter()
        writer.array { for name in names { $0.string(name) } }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Numbers by column, each as the number, a space and the name.
    static func write(types: [String: Int]) -> String {
        write(types.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })
    }

    static func types(_ text: String) -> [String: Int] {
        let pairs = read(text).compactMap { line -> (String, Int)? in
            guard let space = line.firstIndex(of: " "), let number = Int(line[..<space]) else {
                return nil
            }
            return (String(line[line.index(after: space)...]), number)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    static func read(_ text: String) -> [String] {
        guard case .array(let names)? = try? JSONDocument.parse(Array(text.utf8)) else { return [] }
        return names.compactMap { if case .string(let name) = $0 { name } else { nil } }
    }
}

/// Encodes the delimiter and the column mapping of a plan: `[";",["E-mail","_email"]]`.
private struct PlanChoices {
    var delimiter: Character?
    var mapping: [ImportPlan.ColumnTarget] = []

    init(_ plan: ImportPlan) { (delimiter, mapping) = (plan.delimiter, plan.mapping) }

    init(text: String) {
        guard case .array(let parts)? = try? JSONDocument.parse(Array(text.utf8)) else { return }
        for part in parts {
            switch part {
            case .string(let text): delimiter = text.first
            case .array(let pair):
                guard pair.count == 2, case .string(let column) = pair[0],
                    case .string(let field) = pair[1]
                else { continue }
                mapping.append(ImportPlan.ColumnTarget(column: column, field: field))
            default: continue
            }
        }
    }

    var text: String {
        var writer = JSONWriter()
        writer.array { writer in
            if let delimiter { writer.string(String(delimiter)) }
            for target in mapping {
                writer.array { writer in
                    writer.string(target.column)
                    writer.string(target.field)
                }
            }
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension ImportCheckpoint {
    var columnValues: [SQLValue] {
        [
            SQLValue(header.map(ColumnNames.write)), SQLValue(ColumnNames.write(ignoredColumns)),
            SQLValue(ColumnNames.write(types: columnTypes)),
        ]
    }
}
