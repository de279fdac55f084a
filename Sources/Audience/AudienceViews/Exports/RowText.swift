import Attributes
import CSVCoding
import JSONCoding

/// The rows of an export as they pile up, in either format.
struct RowText {
    let format: ExportShape.Format
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

    /// A piece is handed on when it has so many bytes.
    static let pieceBytes = 32_768

    /// Whether there is a piece to be handed on.
    var isPiece: Bool { csv.bytes.count + json.bytes.count >= RowText.pieceBytes }

    /// Takes out what there is.
    mutating func take() -> [UInt8] { format == .csv ? csv.takeRows() : json.take() }
}

extension CSVWriter {
    /// Writes a value as a cell: texts as they are, lists and objects as JSON, none as nothing.
    mutating func field(_ value: AttributeValue?) {
        switch value {
        case nil: field("")
        case .text(let text), .payload(let text): field(text)
        case .integer(let number): field(String(number))
        case .decimal(let number): field(number.description)
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
