/// One problem of one row of an import.
public struct ImportProblem: Hashable, Sendable {
    /// Its number within the import, counted from 1.
    public let number: Int
    /// The row, counted like ``ImportProgress/row``; 0 for the import as a whole.
    public let row: Int
    /// The column, or the field of an item that has no column; empty for the row as a whole.
    public let column: String
    /// The broken rule, as a stable code: `email.invalid`.
    public let code: String
    /// What to change, as a sentence.
    public let message: String
    /// The start of the row; personal data.
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
