import Attributes
import AudienceModel
import CSVCoding
import JSONCoding

/// Collects the rows of an export as text, in either format.
struct RowText {
    let format: RowFormat
    var csv: CSVWriter
    var json = JSONWriter(capacity: RowText.pieceBytes * 2)

    init(_ shape: ExportShape) {
        format = shape.format
        csv = CSVWriter(
            delimiter: shape.delimiter,
            isSpreadsheetSafe: shape.isSpreadsheetSafe,
            capacity: RowText.pieceBytes * 2
        )
    }

    /// The size in bytes from which a piece is passed on.
    static let pieceBytes = 32_768

    /// Whether there is a piece to pass on.
    var isPiece: Bool { csv.bytes.count + json.bytes.count >= RowText.pieceBytes }

    /// Returns the text so far and removes it.
    mutating func take() -> [UInt8] { format == .csv ? csv.takeRows() : json.take() }
}

extension CSVWriter {
    /// Writes a value as a cell: texts unchanged, lists and objects as JSON, nil as an empty cell.
    mutating func field(_ value: AttributeValue?) {
        switch value {
        case nil: field("")
        case .text(let text), .payload(let text): field(text)
        case .integer(let number): field(String(number))
        case .decimal(let number):
            field(Int64(exactly: number).map { String($0) } ?? number.description)
        case .bool(let flag): field(flag ? "true" : "false")
        case .date(let date): field(date.iso8601)
        case .moment(let moment): field(moment.preciseISO8601)
        case .coordinates, .list:
            var writer = JSONWriter(capacity: 128)
            writer.attribute(value)
            field(utf8: writer.bytes.span)
        }
    }
}
