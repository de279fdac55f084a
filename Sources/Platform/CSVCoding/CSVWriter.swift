/// Writes rows of comma-separated values (RFC 4180) straight into bytes.
///
/// Fields are quoted only where they must be, so that ``CSVReader`` reads back what was written:
/// those with a delimiter, a quote or a line end, a lone empty field, and in the first row those
/// that would mislead a reader which guesses the delimiter or looks for a byte order mark.
///
/// With `isSpreadsheetSafe`, a field that a spreadsheet would take for a formula (one that begins
/// with `=`, `+`, `-`, `@`, a tab or a carriage return) gets an apostrophe in front. That changes
/// the value, so use it for files that people open, not for files that programs read.
public struct CSVWriter: Sendable {
    /// The text so far, in UTF-8.
    public private(set) var bytes: [UInt8] = []

    private let delimiter: UInt8
    private let lineEnd: LineEnd
    private let isSpreadsheetSafe: Bool
    private var isFirstRow = true
    private var fieldsInRow = 0
    private var rowStart = 0

    /// What ends a row.
    public enum LineEnd: Sendable {
        /// CRLF, as in RFC 4180.
        case crlf
        /// LF, as in other text files on Unix.
        case lf
    }

    /// Creates a writer.
    ///
    /// - Parameters:
    ///   - delimiter: what separates the fields.
    ///   - lineEnd: what ends a row.
    ///   - isSpreadsheetSafe: whether fields that look like formulas get an apostrophe.
    ///   - capacity: the bytes to make room for at the start.
    public init(
        delimiter: CSVDelimiter = .comma,
        lineEnd: LineEnd = .crlf,
        isSpreadsheetSafe: Bool = false,
        capacity: Int = 0
    ) {
        self.delimiter = delimiter.rawValue
        self.lineEnd = lineEnd
        self.isSpreadsheetSafe = isSpreadsheetSafe
        bytes.reserveCapacity(capacity)
    }

    /// Writes a row; no fields write nothing.
    public mutating func row(_ fields: some Sequence<String>) {
        for field in fields { self.field(field) }
        if fieldsInRow > 0 { endRow() }
    }

    /// Writes the next field of the row.
    public mutating func field(_ text: String) {
        field(utf8: text.utf8.span)
    }

    /// Writes the next field of the row.
    ///
    /// - Parameter text: valid UTF-8.
    public mutating func field(utf8 text: Span<UInt8>) {
        if fieldsInRow > 0 { bytes.append(delimiter) }
        fieldsInRow += 1
        guard text.count > 0 else { return }
        let isQuoted = needsQuotes(text)
        if isQuoted { bytes.append(CSVByte.quote) }
        if isSpreadsheetSafe, Self.looksLikeFormula(text[0]) { bytes.append(UInt8(ascii: "'")) }
        guard isQuoted else { return append(text) }
        appendQuoted(text)
        bytes.append(CSVByte.quote)
    }

    /// Ends the row.
    public mutating func endRow() {
        if fieldsInRow == 1, bytes.count == rowStart {
            bytes.append(CSVByte.quote)
            bytes.append(CSVByte.quote)
        }
        if lineEnd == .crlf { bytes.append(CSVByte.carriageReturn) }
        bytes.append(CSVByte.lineFeed)
        fieldsInRow = 0
        isFirstRow = false
        rowStart = bytes.count
    }

    /// Returns the complete rows so far and removes them from the writer.
    public mutating func takeRows() -> [UInt8] {
        guard rowStart < bytes.count else {
            let taken = bytes
            bytes = []
            rowStart = 0
            return taken
        }
        let taken = Array(bytes[..<rowStart])
        bytes.removeSubrange(..<rowStart)
        rowStart = 0
        return taken
    }

    private func needsQuotes(_ text: Span<UInt8>) -> Bool {
        if isFirstRow, needsQuotesInFirstRow(text) { return true }
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == delimiter || byte == CSVByte.quote || CSVReader.isLineEnd(byte) {
                return true
            }
            index += 1
        }
        return false
    }

    private func needsQuotesInFirstRow(_ text: Span<UInt8>) -> Bool {
        if text[0] == CSVByte.byteOrderMark[0] { return true }
        for index in text.indices where CSVDelimiter(rawValue: text[index]) != nil { return true }
        return false
    }

    private mutating func append(_ text: Span<UInt8>) {
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func appendQuoted(_ text: Span<UInt8>) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == CSVByte.quote { bytes.append(byte) }
            bytes.append(byte)
            index += 1
        }
    }

    private static func looksLikeFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"),
            UInt8(ascii: "\t"), CSVByte.carriageReturn:
            true
        default: false
        }
    }
}
