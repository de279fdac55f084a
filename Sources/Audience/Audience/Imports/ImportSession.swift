import AccountsModel
import Attributes
import AudienceModel
import CSVCoding
import Essentials
import JSONCoding

/// An import that this process reads: converts its content to items of a stream.
///
/// Only the task that reads imports uses it. It can be dropped at any time: a new one continues
/// from the stored state of the import.
final class ImportSession {
    let audience: ProjectAudience
    let source: DataSource
    let number: UInt16
    /// The stored import.
    var job: ImportJob
    /// Start of the current run that is not yet added to the time worked; nil while idle.
    var busySince: Timestamp?
    /// Steps that are stored and not applied yet.
    var applying: [OneTimeSignal] = []

    private let zone: TimeZoneRules
    private let limits: AttributeLimits
    private let catalogue: SharedCatalogue
    private var rows: RowCollector
    private var columns: ColumnMap?
    private let hints: [String: TypeHint]
    private var header: ImportHeader?
    /// Contacts that a dry run has seen, because it stores none.
    private var brought: Set<String> = []
    /// The content since the last step, for excerpts of bad rows.
    private var window: [UInt8] = []
    private var windowOffset: Int

    init(
        _ job: ImportJob,
        _ source: DataSource,
        _ number: UInt16,
        _ audience: ProjectAudience,
        zone: TimeZoneRules,
        limits: AttributeLimits
    ) throws(ColumnErrors) {
        self.job = job
        self.source = source
        self.number = number
        self.audience = audience
        self.zone = zone
        self.limits = limits
        catalogue = job.plan.isDryRun ? audience.catalogue.scratch() : audience.catalogue
        hints = TypeHint.hints(of: job.plan)
        rows = RowCollector(job)
        windowOffset = job.progress.bytesRead
        header = job.header
        if job.plan.format == .ndjson { columns = ColumnMap(job.plan) }
        if let header = job.header {
            // Columns that were ignored at first stay ignored, even if their attribute exists by
            // now.
            var plan = job.plan
            plan.mapping += job.ignoredColumns.filter(header.columns.contains).map {
                ImportPlan.ColumnTarget(column: $0, field: "")
            }
            columns = try ColumnMap(plan, columns: header.columns, catalogue.current)
        }
    }

    /// The time worked since the last call.
    func countWork(until now: Timestamp) -> Duration {
        defer { busySince = now }
        return busySince.map { max(now - $0, .zero) } ?? .zero
    }

    /// The offset of the next content.
    var nextOffset: Int { rows.nextOffset }

    /// Whether all content was read.
    var isAtEnd: Bool { rows.isAtEnd }

    /// Adds the next content.
    func feed(_ content: [UInt8], isLast: Bool) {
        window.removeSubrange(..<min(job.progress.bytesRead - windowOffset, window.count))
        windowOffset = job.progress.bytesRead
        window += content
        rows.feed(content, isLast: isLast)
    }

    /// The next rows; nil if there are none yet.
    func collect(atMost limit: Int, bytes: Int) -> RowCollector.Batch? {
        rows.collect(atMost: limit, bytes: bytes)
    }
}

// MARK: Rows to items

extension ImportSession {
    /// The result of reading one step.
    struct Step {
        var checkpoint: ImportCheckpoint
        var intake: StreamIntake
    }

    /// Checks the rows of a batch, and converts them to items.
    func read(_ batch: RowCollector.Batch, now: Timestamp) -> Step {
        var step = Step(
            checkpoint: ImportCheckpoint(job, at: now),
            intake: StreamIntake(
                audience,
                source,
                number,
                job.plan.stream,
                now: now,
                zone: zone,
                limits: limits,
                catalogue: catalogue,
                brought: job.plan.isDryRun ? brought : [],
                hints: hints
            )
        )
        step.checkpoint.progress.bytesRead = batch.end.byteOffset
        step.checkpoint.progress.row = batch.end.row
        for row in batch.rows {
            guard let columns else {
                readHeader(row, &step.checkpoint)
                if step.checkpoint.end != nil { break }
                continue
            }
            step.checkpoint.progress.rowsRead += 1
            if job.plan.isDryRun, case .cells(let cells) = row {
                note(cells, columns, &step.checkpoint)
            }
            let errors = add(row, columns, &step.intake)
            guard !errors.isEmpty else {
                step.checkpoint.progress.rowsAccepted += 1
                continue
            }
            step.checkpoint.progress.rowsRefused += 1
            for error in errors {
                step.checkpoint.note(error, row.number, columns, excerpt(of: row))
            }
        }
        if job.plan.isDryRun { brought = step.intake.brought }
        return step
    }

    /// Narrows the types that the cells of new names can have.
    private func note(
        _ cells: CSVRow,
        _ columns: ColumnMap,
        _ checkpoint: inout ImportCheckpoint
    ) {
        for (index, name) in columns.newNames where cells.indices.contains(index) {
            guard !cells.isEmpty(index) else { continue }
            let known = TextTypes(
                rawValue: checkpoint.columnTypes[name] ?? TextTypes.all.rawValue
            )
            guard !known.isEmpty || checkpoint.columnTypes[name] == nil else { continue }
            checkpoint.columnTypes[name] =
                known.intersection(TextTypes(of: cells[index])).rawValue
        }
    }

    /// Reads the header row.
    private func readHeader(_ row: RowReader.Row, _ checkpoint: inout ImportCheckpoint) {
        guard case .cells(let cells) = row else {
            if case .fault(let fault) = row {
                let error = IngestError("", fault.code, fault.message)
                checkpoint.note(error, fault.row, nil, excerpt(of: row))
            }
            checkpoint.end = .failed("The row with the names of the columns cannot be read")
            return
        }
        let names = cells.map(\.withoutOuterSpace)
        header = ImportHeader(delimiter: rows.delimiter ?? ",", columns: names)
        checkpoint.header = header
        do throws(ColumnErrors) {
            let map = try ColumnMap(job.plan, columns: names, catalogue.current)
            checkpoint.ignoredColumns = map.ignored
            columns = map
        } catch {
            for problem in error.list {
                checkpoint.note(problem, row.number, nil, excerpt(of: row))
            }
            checkpoint.end = .failed(error.list.first?.message ?? "The columns are wrong")
        }
    }

    /// Adds a row to the intake, and returns its errors.
    private func add(
        _ row: RowReader.Row,
        _ columns: ColumnMap,
        _ intake: inout StreamIntake
    ) -> [IngestError] {
        switch row {
        case .fault(let fault):
            let column = fault.column.flatMap { columns.name(of: $0 - 1, header) } ?? ""
            return [IngestError(column, fault.code, fault.message)]
        case .cells(let cells):
            guard cells.count == columns.places.count else {
                return [.ragged(cells.count, columns.places.count)]
            }
            let item = columns.item(cells.count) { cells.isEmpty($0) ? nil : cells[$0] }
            return intake.add(named(item, row.number))
        case .value(let number, let json):
            guard case .object(let object) = json else { return intake.add(json) }
            return intake.add(named(columns.item(object), number))
        }
    }

    /// The item; an event gets an id that is always the same for one row of one import.
    private func named(_ item: JSONValue, _ row: Int) -> JSONValue {
        guard job.plan.stream == .events, case .object(let object) = item else { return item }
        switch object["_event_id"] {
        case nil, .null?, .string("")?: break
        default: return item
        }
        let id = JSONObject.Member("_event_id", .string("import-\(job.id)-\(row)"))
        return .object(JSONObject(object.members + [id]))
    }

    /// The start of a row.
    private func excerpt(of row: RowReader.Row) -> String {
        switch row {
        case .cells(let cells):
            let delimiter = String(header?.delimiter ?? rows.delimiter ?? ",")
            return RowExcerpt.text(cells.joined(separator: delimiter))
        case .value(_, let json):
            var writer = JSONWriter()
            writer.value(json)
            return RowExcerpt.text(writer.bytes[...])
        case .fault(let fault):
            let start = fault.byteOffset - windowOffset
            guard window.indices.contains(start) else { return "" }
            let end = window[start...].firstIndex(of: UInt8(ascii: "\n")) ?? window.count
            return RowExcerpt.text(window[start..<min(end, start + RowExcerpt.mostBytes)])
        }
    }
}

extension ImportCheckpoint {
    /// Records a problem of a row.
    fileprivate mutating func note(
        _ error: IngestError,
        _ row: Int,
        _ columns: ColumnMap?,
        _ excerpt: String
    ) {
        progress.problems += 1
        problems.append(
            ImportProblem(
                number: progress.problems,
                row: row,
                column: RowExcerpt.text(columns?.column(of: error.field) ?? error.field),
                code: error.code,
                message: RowExcerpt.text(error.message),
                excerpt: excerpt
            )
        )
    }
}

extension ColumnMap {
    /// The name of a column by its index.
    fileprivate func name(of place: Int, _ header: ImportHeader?) -> String? {
        guard let columns = header?.columns, columns.indices.contains(place) else { return nil }
        return columns[place].isEmpty ? "#\(place + 1)" : columns[place]
    }
}

extension IngestError {
    fileprivate static func ragged(_ cells: Int, _ columns: Int) -> IngestError {
        IngestError(
            "",
            "row.ragged",
            "The row has \(cells) cells, and the file \(columns) columns"
        )
    }
}

/// A short excerpt of a row, safe to store and show.
enum RowExcerpt {
    static let mostBytes = 1024
    private static let mostCharacters = 200

    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        text(String(decoding: bytes.prefix(mostBytes), as: UTF8.self))
    }

    /// The beginning of a line, without control characters.
    static func text(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(mostCharacters).map { scalar in
            scalar.value < 0x20 || scalar.value == 0x7F ? " " : scalar
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

extension String {
    fileprivate var withoutOuterSpace: String {
        let start = drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }
}

extension RowReader.Row {
    /// The number of the row, as a spreadsheet counts.
    var number: Int {
        switch self {
        case .cells(let cells): cells.number
        case .value(let number, _): number
        case .fault(let fault): fault.row
        }
    }
}
