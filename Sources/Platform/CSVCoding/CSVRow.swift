/// One row of a file: a collection of the texts of its fields.
///
/// The fields lie end to end in one array and become strings on demand.
public struct CSVRow: Sendable, Hashable, RandomAccessCollection {
    /// The row's number, counted from 1 as a spreadsheet does.
    public let number: Int

    /// Where the row begins in the file, in bytes.
    public let byteOffset: Int

    private let text: [UInt8]
    private let ends: [Int]

    /// Wraps the fields, which lie end to end without quotes in UTF-8, and the offset where each
    /// ends.
    init(number: Int, byteOffset: Int, text: [UInt8], ends: [Int]) {
        self.number = number
        self.byteOffset = byteOffset
        self.text = text
        self.ends = ends
    }

    /// 0.
    public var startIndex: Int { 0 }

    /// The number of fields.
    public var endIndex: Int { ends.count }

    /// The text of a field, without its quotes.
    public subscript(column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// The bytes of a field, without its quotes: valid UTF-8.
    public func bytes(_ column: Int) -> ArraySlice<UInt8> {
        text[(column == 0 ? 0 : ends[column - 1])..<ends[column]]
    }

    /// Whether a field is empty.
    public func isEmpty(_ column: Int) -> Bool {
        ends[column] == (column == 0 ? 0 : ends[column - 1])
    }
}
