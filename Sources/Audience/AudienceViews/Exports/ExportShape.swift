public import AudienceModel
public import CSVCoding

/// How the rows of an export are written.
public struct ExportShape: Hashable, Sendable {
    /// The format.
    public var format: RowFormat
    /// The attributes of contacts, in this order; nil for all that data sources can set.
    public var attributes: [String]?
    /// The delimiter of CSV.
    public var delimiter: CSVDelimiter
    /// Whether CSV cells that look like formulas to a spreadsheet get an apostrophe.
    public var isSpreadsheetSafe: Bool

    /// Creates a shape.
    public init(
        format: RowFormat = .csv,
        attributes: [String]? = nil,
        delimiter: CSVDelimiter = .comma,
        isSpreadsheetSafe: Bool = false
    ) {
        self.format = format
        self.attributes = attributes
        self.delimiter = delimiter
        self.isSpreadsheetSafe = isSpreadsheetSafe
    }
}

extension RowFormat {
    /// The media type.
    public var contentType: String {
        switch self {
        case .csv: "text/csv; charset=utf-8; header=present"
        case .ndjson: "application/x-ndjson"
        }
    }
}
