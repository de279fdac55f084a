/// The longest fields and rows of a file; a longer one is an error of its row alone.
public struct CSVLimits: Sendable, Hashable {
    /// The most bytes of a field as it is written in the file, including its quotes.
    public let fieldBytes: Int
    /// The most bytes of a row as it is written in the file, without its line end.
    public let rowBytes: Int
    /// The most fields of a row.
    public let columns: Int

    /// 65,536 bytes a field, 1 MiB a row, 1,000 columns.
    public static let standard = CSVLimits(fieldBytes: 65_536, rowBytes: 1_048_576, columns: 1_000)

    /// Creates limits; each is at least 1.
    public init(fieldBytes: Int, rowBytes: Int, columns: Int) {
        self.fieldBytes = max(1, fieldBytes)
        self.rowBytes = max(1, rowBytes)
        self.columns = max(1, columns)
    }
}
