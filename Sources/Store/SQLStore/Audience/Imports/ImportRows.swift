import AccountsModel
import AudienceModel
import Database
import Essentials
import JSONCoding

extension ImportJob {
    static let columnNames = [
        "project_id", "id", "data_source_id", "stream", "format", "choices", "is_dry_run", "size",
        "fingerprint", "actor", "state", "bytes_received", "bytes_read", "row_number", "rows_read",
        "rows_accepted", "rows_refused", "problems", "worked", "header", "ignored_columns",
        "failure", "created_at", "updated_at", "started_at", "ended_at",
    ]
    static let columns = columnNames.joined(separator: ", ")

    init(_ row: SQLRow) throws(DatabaseError) {
        var plan = ImportPlan(
            try row.word(3),
            try row.word(4),
            isDryRun: try row.bool(6),
            size: try row.optionalInt(7),
            fingerprint: try row.optionalText(8)
        )
        let choices = PlanChoices(text: try row.text(5))
        plan.mapping = choices.mapping
        plan.delimiter = choices.delimiter
        self.init(
            id: try row.objectID(1),
            project: try row.projectID(0),
            dataSource: try row.objectID(2),
            plan: plan,
            actor: try row.text(9),
            createdAt: try row.timestamp(22)
        )
        state = try row.word(10)
        bytesReceived = try row.int(11)
        progress = try ImportProgress(row, from: 12)
        header = try row.optionalText(19).flatMap(ColumnNames.header)
        ignoredColumns = ColumnNames.read(try row.text(20))
        failure = try row.optionalText(21)
        updatedAt = try row.timestamp(23)
        startedAt = try row.optionalTimestamp(24)
        endedAt = try row.optionalTimestamp(25)
    }

    var values: [SQLValue] {
        [
            SQLValue(project), SQLValue(id), SQLValue(dataSource), SQLValue(plan.stream.rawValue),
            SQLValue(plan.format.rawValue), SQLValue(PlanChoices(plan).text),
            SQLValue(plan.isDryRun), SQLValue(plan.size), SQLValue(plan.fingerprint),
            SQLValue(actor), SQLValue(state.rawValue), SQLValue(bytesReceived),
        ] + progress.values + [
            SQLValue(header.map(ColumnNames.write)),
            SQLValue(ColumnNames.write(ignoredColumns)),
            SQLValue(failure), SQLValue(createdAt), SQLValue(updatedAt), SQLValue(startedAt),
            SQLValue(endedAt),
        ]
    }
}

extension ImportProgress {
    init(_ row: SQLRow, from column: Int) throws(DatabaseError) {
        self.init()
        bytesRead = try row.int(column)
        self.row = try row.int(column + 1)
        rowsRead = try row.int(column + 2)
        rowsAccepted = try row.int(column + 3)
        rowsRefused = try row.int(column + 4)
        problems = try row.int(column + 5)
        worked = .microseconds(try row.integer(column + 6))
    }

    var values: [SQLValue] {
        [
            SQLValue(bytesRead), SQLValue(row), SQLValue(rowsRead), SQLValue(rowsAccepted),
            SQLValue(rowsRefused), SQLValue(problems), SQLValue(worked.wholeMicroseconds),
        ]
    }
}

extension ImportProblem {
    static let columns = "number, row_number, column_name, code, message, excerpt"
    static let columnNames = [
        "project_id", "import_id", "number", "row_number", "column_name", "code", "message",
        "excerpt",
    ]

    init(_ row: SQLRow) throws(DatabaseError) {
        self.init(
            number: try row.int(0),
            row: try row.int(1),
            column: try row.text(2),
            code: try row.text(3),
            message: try row.text(4),
            excerpt: try row.text(5)
        )
    }

    func values(of job: ObjectID, in project: ProjectID) -> [SQLValue] {
        [
            SQLValue(project), SQLValue(job), SQLValue(number), SQLValue(row), SQLValue(column),
            SQLValue(code), SQLValue(message), SQLValue(excerpt),
        ]
    }
}

/// Names of columns in one text: a JSON array, of a header with the delimiter before them.
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

    static func read(_ text: String) -> [String] {
        guard case .array(let names)? = try? JSONDocument.parse(Array(text.utf8)) else { return [] }
        return names.compactMap { if case .string(let name) = $0 { name } else { nil } }
    }
}

/// What was chosen of how a file is to be read, in one text: `[";",["E-mail","_email"]]`.
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
        [SQLValue(header.map(ColumnNames.write)), SQLValue(ColumnNames.write(ignoredColumns))]
    }
}
