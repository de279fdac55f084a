/// A place in a file of rows.
public struct CSVPosition: Sendable, Hashable, CustomStringConvertible {
    /// The row, counted from 1 as a spreadsheet does: the header and blank lines count.
    public let row: Int
    /// The column, counted from 1.
    public let column: Int
    /// The byte, counted from 0.
    public let byteOffset: Int

    /// Creates a position.
    public init(row: Int, column: Int, byteOffset: Int) {
        self.row = row
        self.column = column
        self.byteOffset = byteOffset
    }

    /// For example `row 3, column 2 (byte 41)`.
    public var description: String { "row \(row), column \(column) (byte \(byteOffset))" }
}
