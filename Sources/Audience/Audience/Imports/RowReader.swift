import AudienceModel
import CSVCoding
import JSONCoding

/// The rows of a file in either format.
struct RowReader {
    /// One row.
    enum Row {
        case cells(CSVRow)
        case value(number: Int, JSONValue)
        /// A row that cannot be read, and the position of the error.
        case fault(RowFault)
    }

    /// A position between two rows.
    struct Boundary: Hashable {
        /// The bytes before it.
        var byteOffset: Int
        /// The rows before it.
        var row: Int
    }

    // One of the two exists; they are separate properties, so that each is changed in place.
    private var csv: CSVReader?
    private var ndjson: NDJSONReader?

    /// Creates a reader that continues where an import stands.
    init(_ job: ImportJob) {
        switch job.plan.format {
        case .csv: csv = RowReader.csv(job)
        case .ndjson:
            ndjson = NDJSONReader(
                limitBytes: ImportLimits.rowBytes,
                byteOffset: job.progress.bytesRead,
                number: job.progress.row + 1
            )
        }
    }

    private static func csv(_ job: ImportJob) -> CSVReader {
        let limits = CSVLimits(
            fieldBytes: ImportLimits.fieldBytes,
            rowBytes: ImportLimits.rowBytes,
            columns: ImportLimits.columns
        )
        guard let header = job.header, job.progress.bytesRead > 0 else {
            return CSVReader(
                delimiter: job.plan.delimiter.flatMap(CSVDelimiter.init),
                limits: limits
            )
        }
        let place = CSVPosition(
            row: job.progress.row + 1,
            column: 1,
            byteOffset: job.progress.bytesRead
        )
        return CSVReader(
            resumingAt: place,
            delimiter: CSVDelimiter(header.delimiter) ?? .comma,
            limits: limits
        )
    }

    /// The delimiter; nil while unknown, and for formats without cells.
    var delimiter: Character? {
        csv?.delimiter.map { Character(UnicodeScalar($0.rawValue)) }
    }

    /// The position of the next row; nil while unknown.
    var boundary: Boundary? {
        if let place = csv?.boundary {
            return Boundary(byteOffset: place.byteOffset, row: place.row - 1)
        }
        return ndjson?.boundary.map { Boundary(byteOffset: $0.byteOffset, row: $0.number - 1) }
    }

    /// Adds the next bytes of the file.
    mutating func feed(_ bytes: [UInt8]) {
        csv?.feed(bytes)
        ndjson?.feed(bytes)
    }

    /// Marks the end of the content.
    mutating func finish() {
        csv?.finish()
        ndjson?.finish()
    }

    /// The next row; nil if more bytes are needed, or at the end of the file.
    mutating func next() -> Row? {
        do throws(CSVError) {
            if let row = try csv?.next() { return .cells(row) }
        } catch {
            return .fault(RowFault(error))
        }
        guard let line = ndjson?.next() else { return nil }
        switch line.content {
        case .success(let value): return .value(number: line.number, value)
        case .failure(let fault): return .fault(RowFault(fault, line))
        }
    }
}

extension CSVDelimiter {
    fileprivate init?(_ character: Character) {
        guard let byte = character.asciiValue else { return nil }
        self.init(rawValue: byte)
    }
}

/// Why a row cannot be read.
struct RowFault {
    let row: Int
    /// The column, counted from 1; nil if the whole row is wrong.
    let column: Int?
    /// The offset of the error.
    let byteOffset: Int
    let code: String
    let message: String

    init(_ error: CSVError) {
        row = error.position.row
        byteOffset = error.position.byteOffset
        message = RowFault.sentence(error.message)
        column = error.position.column
        code =
            switch error {
            case .unclosedQuote: "row.unclosed_quote"
            case .textAfterQuote: "row.text_after_quote"
            case .fieldTooLong: "row.field_too_long"
            case .rowTooLong: "row.too_long"
            case .tooManyColumns: "row.too_many_columns"
            case .notUTF8: "row.not_utf8"
            }
    }

    init(_ fault: NDJSONReader.Fault, _ line: NDJSONReader.Line) {
        row = line.number
        byteOffset = line.byteOffset
        column = nil
        (code, message) =
            switch fault {
            case .tooLong(let limit): ("row.too_long", "The line has more than \(limit) bytes")
            case .notUTF8: ("row.not_utf8", "The text is not UTF-8")
            case .notJSON: ("row.not_json", "The line is not JSON")
            case .tooDeep: ("row.too_deep", "Arrays and objects are nested too deep")
            }
    }

    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
