/// One thing that is wrong with one row of an import.
public struct ImportProblem: Hashable, Sendable {
    /// Its place among the problems of the import, counted from 1.
    public let number: Int
    /// The row, as ``ImportProgress/row`` counts; 0 when it is the import as a whole.
    public let row: Int
    /// The column, or the field of an item that no column leads to; empty when it is the row.
    public let column: String
    /// The rule that is broken, as a stable word: `email.invalid`.
    public let code: String
    /// What to change, as a sentence.
    public let message: String
    /// How the row begins; personal data.
    public let excerpt: String

    /// Creates the value.
    public init(
        number: Int,
        row: Int,
        column: String,
        code: String,
        message: String,
        excerpt: String
    ) {
        self.number = number
        self.row = row
        self.column = column
        self.code = code
        self.message = message
        self.excerpt = excerpt
    }
}
