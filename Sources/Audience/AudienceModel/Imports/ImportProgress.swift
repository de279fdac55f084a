/// How much of an import was read, and the results.
public struct ImportProgress: Hashable, Sendable {
    /// Bytes of the content that were read; always whole rows.
    public var bytesRead = 0
    /// The number of the last row that was read, counted from 1 including the header and empty
    /// rows: the row number in a spreadsheet.
    public var row = 0
    /// Rows with content that were read.
    public var rowsRead = 0
    /// Accepted rows: they are durable, and applied in order.
    public var rowsAccepted = 0
    /// Rows that were refused.
    public var rowsRefused = 0
    /// The number of problems; a refused row has at least one.
    public var problems = 0
    /// The time worked, without pauses.
    public var worked = Duration.zero

    /// Creates the progress of an import that has not started.
    public init() {}
}
