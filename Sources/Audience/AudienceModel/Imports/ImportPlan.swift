/// What an import is to do: chosen when it is created, and never changed.
public struct ImportPlan: Hashable, Sendable {
    /// What the rows are.
    public var stream: QuarantinedItem.Stream
    /// How they are written.
    public var format: Format
    /// The meaning of columns; a column that is missing here is the attribute of its name.
    public var mapping: [ColumnTarget]
    /// The character between the cells of a row; nil to go by the first row.
    public var delimiter: Character?
    /// Whether everything is only checked.
    public var isDryRun: Bool
    /// The bytes of the whole content; nil when unknown.
    public var size: Int?
    /// What tells the content and the choices from others, in the words of who sends it.
    public var fingerprint: String?

    /// Creates a plan.
    public init(
        _ stream: QuarantinedItem.Stream,
        _ format: Format,
        mapping: [ColumnTarget] = [],
        delimiter: Character? = nil,
        isDryRun: Bool = false,
        size: Int? = nil,
        fingerprint: String? = nil
    ) {
        self.stream = stream
        self.format = format
        self.mapping = mapping
        self.delimiter = delimiter
        self.isDryRun = isDryRun
        self.size = size
        self.fingerprint = fingerprint
    }

    /// How rows are written.
    public enum Format: String, Sendable, CaseIterable {
        /// Cells between delimiters, after RFC 4180; the first row names the columns.
        case csv
        /// A JSON object a line.
        case ndjson
    }

    /// What the cells of one column become.
    public struct ColumnTarget: Hashable, Sendable {
        /// The column's name; `*` stands for all that are not named otherwise.
        public let column: String
        /// The field of an item, as `_email`; empty for nothing, `*` for the column's own name.
        public let field: String

        /// Creates the value.
        public init(column: String, field: String) {
            self.column = column
            self.field = field
        }

        /// Stands for every column, or for a column's own name.
        public static let wildcard = "*"
    }
}

/// The first row of a file with columns.
public struct ImportHeader: Hashable, Sendable {
    /// The character between the cells of a row.
    public let delimiter: Character
    /// The names of the columns.
    public let columns: [String]

    /// Creates the value.
    public init(delimiter: Character, columns: [String]) {
        self.delimiter = delimiter
        self.columns = columns
    }
}
