public import Attributes

/// The settings of an import: chosen when it is created, and never changed.
public struct ImportPlan: Hashable, Sendable {
    /// What the rows are.
    public var stream: RecordKind
    /// How they are written.
    public var format: RowFormat
    /// The mapping of columns; a column that is not mapped is the attribute with its name.
    public var mapping: [ColumnTarget]
    /// The delimiter of cells; nil to guess it from the first row.
    public var delimiter: Character?
    /// Whether everything is only validated.
    public var isDryRun: Bool
    /// The size of the content in bytes; nil if unknown.
    public var size: Int?
    /// Identifies the content and the settings; chosen by the sender.
    public var fingerprint: String?

    /// Creates a plan.
    public init(
        _ stream: RecordKind,
        _ format: RowFormat,
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

    /// The target of the cells of one column.
    public struct ColumnTarget: Hashable, Sendable {
        /// The column's name; `*` stands for all columns that are not named otherwise.
        public let column: String
        /// The field of an item, such as `_email`; empty to ignore the column, `*` for the column's
        /// own name.
        ///
        /// A new field may have a type: `points:integer`, or `sizes:decimal[]` for a list.
        public let field: String

        /// Creates the value.
        public init(column: String, field: String) {
            self.column = column
            self.field = field
        }

        /// The field without its type.
        public var name: String {
            field.lastIndex(of: ":").map { String(field[..<$0]) } ?? field
        }

        /// The type after the field; nil if there is none.
        public var typeName: String? {
            field.lastIndex(of: ":").map { String(field[field.index(after: $0)...]) }
        }

        /// Stands for every column, or for a column's own name.
        public static let wildcard = "*"
    }
}

/// The header of a file with columns.
public struct ImportHeader: Hashable, Sendable {
    /// The delimiter of cells.
    public let delimiter: Character
    /// The names of the columns.
    public let columns: [String]

    /// Creates the value.
    public init(delimiter: Character, columns: [String]) {
        self.delimiter = delimiter
        self.columns = columns
    }
}
