public import AudienceModel
import CSVCoding

/// The problems of an import as a file for a spreadsheet: comma-separated values, a row a problem.
public struct ProblemTable: Sendable {
    /// The names of the columns.
    public static let columns = ["number", "row", "column", "code", "message", "excerpt"]

    private var writer = CSVWriter(isSpreadsheetSafe: true)
    private let showsExcerpts: Bool

    /// Begins a file with the names of its columns.
    ///
    /// - Parameter showsExcerpts: whether to show how rows begin, which is personal data.
    public init(showsExcerpts: Bool) {
        self.showsExcerpts = showsExcerpts
        writer.row(ProblemTable.columns)
    }

    /// Adds a problem.
    public mutating func add(_ problem: ImportProblem) {
        writer.field(String(problem.number))
        writer.field(String(problem.row))
        writer.field(problem.column)
        writer.field(problem.code)
        writer.field(problem.message)
        writer.field(showsExcerpts ? problem.excerpt : "")
        writer.endRow()
    }

    /// Takes out what was written so far, in UTF-8.
    public mutating func takeBytes() -> [UInt8] { writer.takeRows() }
}
