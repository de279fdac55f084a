/// One row of a file: a collection of the texts of its fields.
///
/// The fields lie end to end in one array and become strings when they are asked for.
public struct CSVRow: Sendable, Hashable, RandomAccessCollection {
    /// The row's number, counted from 1 as a spreadsheet does.
    public let number: Int

    /// Where the row begins in the file, in bytes.
    public let byteOffset: Int

    private let text: [UInt8]
    private let ends: [Int]

    /// Wraps all fields end to end, without quotes, in UTF-8, and where each of them ends.
    init(number: Int, byteOffset: Int, text: [UInt8], ends: [Int]) {
        self.number = number
        self.byteOffset = byteOffset
        self.text = text
        self.ends = ends
    }

    /// 0.
    public var startIndex: Int { 0 }

    /// How many fields there are.
    public var endIndex: Int { ends.count }

    /// The text of a field, without its quotes.
    public subscript(column: Int) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// The bytes of a field, without its quotes: valid UTF-8.
    public func bytes(_ column: Int) -> ArraySlice<UInt8> {
        text[(column == 0 ? 0 : ends[column - 1])..<ends[column]]
    }

    /// Whether a field has no text.
    public func isEmpty(_ column: Int) -> Bool {
        ends[column] == (column == 0 ? 0 : ends[column - 1])
    }
}
