public import AudienceModel
import CSVCoding

/// The problems of an import as CSV for a spreadsheet, one row per problem.
public struct ProblemTable: Sendable {
    /// The names of the columns.
    public static let columns = ["number", "row", "column", "code", "message", "excerpt"]

    private var writer = CSVWriter(isSpreadsheetSafe: true)
    private let showsExcerpts: Bool

    /// Starts a file with its header.
    ///
    /// - Parameter showsExcerpts: whether to include excerpts of rows, which are personal data.
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

    /// Returns the text so far in UTF-8, and removes it.
    public mutating func takeBytes() -> [UInt8] { writer.takeRows() }
}
