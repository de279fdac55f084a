/// How much of an import was read, and what became of it.
public struct ImportProgress: Hashable, Sendable {
    /// Octets of the content that were read; always whole rows.
    public var bytesRead = 0
    /// The number of the last row that was read, counted from 1 with the names of columns and
    /// empty rows: where a spreadsheet shows it.
    public var row = 0
    /// Rows with content that were read.
    public var rowsRead = 0
    /// Rows that were accepted: they are durable, and applied in order.
    public var rowsAccepted = 0
    /// Rows that were refused.
    public var rowsRefused = 0
    /// What was found wrong; a refused row has at least one problem.
    public var problems = 0
    /// How long it was worked on, without the pauses.
    public var worked = Duration.zero

    /// Creates the progress of nothing.
    public init() {}
}
