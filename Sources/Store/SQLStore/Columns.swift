import Database

/// A value that can be read from the columns of a row.
protocol RowDecodable {
    /// Reads the columns in the order of the type's list.
    init(_ row: inout RowReader) throws(DatabaseError)
}

extension RowDecodable {
    /// Reads a row that starts with the type's columns.
    init(_ row: SQLRow) throws(DatabaseError) {
        var reader = RowReader(row)
        try self.init(&reader)
    }
}

/// Names of columns, as a query selects them.
struct ColumnList: ExpressibleByArrayLiteral, CustomStringConvertible, Sendable {
    let names: [String]
    /// The names as `SELECT` and `INSERT` list them.
    let description: String

    init(_ names: [String]) {
        self.names = names
        description = names.joined(separator: ", ")
    }

    init(arrayLiteral names: String...) { self.init(names) }

    /// The names for a query that selects from several tables.
    func qualified(by table: String) -> String {
        names.map { "\(table).\($0)" }.joined(separator: ", ")
    }

    /// The placeholders `$1, $2, …`, one per column.
    var placeholders: String { names.indices.map { "$\($0 + 1)" }.joined(separator: ", ") }
}

/// The columns of a table, each with the value that a record stores in it.
///
/// Getters take the record `inout`, as that passes its address; by value, a wide record would be
/// copied once per column.
struct Columns<Record>: ExpressibleByDictionaryLiteral, CustomStringConvertible, Sendable {
    let list: ColumnList
    private let getters: [@Sendable (inout Record) -> SQLValue]

    init(dictionaryLiteral columns: (String, @Sendable (inout Record) -> SQLValue)...) {
        self.init(ColumnList(columns.map(\.0)), columns.map(\.1))
    }

    private init(_ list: ColumnList, _ getters: [@Sendable (inout Record) -> SQLValue]) {
        self.list = list
        self.getters = getters
    }

    /// The columns of several lists, one list after another.
    static func joining(_ lists: [Columns]) -> Columns {
        Columns(ColumnList(lists.flatMap(\.names)), lists.flatMap(\.getters))
    }

    /// The same columns for a value that contains the record.
    func of<Whole>(_ part: @escaping @Sendable (Whole) -> Record) -> Columns<Whole> {
        Columns<Whole>(
            list,
            getters.map { getter in
                { whole in
                    var record = part(whole)
                    return getter(&record)
                }
            }
        )
    }

    var names: [String] { list.names }

    /// The names as `SELECT` and `INSERT` list them.
    var description: String { list.description }

    /// The values of a record, in the order of the names.
    func values(of record: Record) -> [SQLValue] { values(of: record, after: []) }

    /// The values of a record, after those of columns that come first.
    func values(of record: Record, after first: [SQLValue]) -> [SQLValue] {
        var record = record
        var values: [SQLValue] = []
        values.reserveCapacity(first.count + getters.count)
        values.append(contentsOf: first)
        for getter in getters { values.append(getter(&record)) }
        return values
    }
}
