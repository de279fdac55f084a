public import Essentials

/// One row of a result; columns are counted from 0.
///
/// The typed readers throw ``DatabaseError/invalid(_:)`` when the column holds another type, so a
/// query that does not fit its caller is found at once. A column beyond ``count`` reads as null.
public struct SQLRow: Sendable {
    private let values: [SQLValue]

    init(_ values: [SQLValue]) { self.values = values }

    /// The number of columns.
    public var count: Int { values.count }

    /// The value of a column, unconverted.
    public subscript(column: Int) -> SQLValue {
        column >= 0 && column < values.count ? values[column] : .null
    }

    /// The whole number in a column.
    public func integer(_ column: Int) throws(DatabaseError) -> Int64 {
        try present(optionalInteger(column), column, "an integer")
    }

    /// The whole number in a column, or nil for null.
    public func optionalInteger(_ column: Int) throws(DatabaseError) -> Int64? {
        switch self[column] {
        case .integer(let value): value
        case .null: nil
        case let other: throw mismatch(column, "an integer", other)
        }
    }

    /// The real number in a column; a whole number is converted.
    public func real(_ column: Int) throws(DatabaseError) -> Double {
        try present(optionalReal(column), column, "a real number")
    }

    /// The real number in a column, or nil for null.
    public func optionalReal(_ column: Int) throws(DatabaseError) -> Double? {
        switch self[column] {
        case .real(let value): value
        case .integer(let value): Double(value)
        case .null: nil
        case let other: throw mismatch(column, "a real number", other)
        }
    }

    /// The text in a column.
    public func text(_ column: Int) throws(DatabaseError) -> String {
        try present(optionalText(column), column, "a text")
    }

    /// The text in a column, or nil for null.
    public func optionalText(_ column: Int) throws(DatabaseError) -> String? {
        switch self[column] {
        case .text(let value): value
        case .null: nil
        case let other: throw mismatch(column, "a text", other)
        }
    }

    /// The bytes in a column.
    public func blob(_ column: Int) throws(DatabaseError) -> [UInt8] {
        try present(optionalBlob(column), column, "bytes")
    }

    /// The bytes in a column, or nil for null.
    public func optionalBlob(_ column: Int) throws(DatabaseError) -> [UInt8]? {
        switch self[column] {
        case .blob(let value): value
        case .null: nil
        case let other: throw mismatch(column, "bytes", other)
        }
    }
}

extension SQLRow {
    /// Whether the whole number in a column is other than 0.
    public func bool(_ column: Int) throws(DatabaseError) -> Bool { try integer(column) != 0 }

    /// The moment in a column of microseconds.
    public func timestamp(_ column: Int) throws(DatabaseError) -> Timestamp {
        Timestamp(microseconds: try integer(column))
    }

    /// The moment in a column of microseconds, or nil for null.
    public func optionalTimestamp(_ column: Int) throws(DatabaseError) -> Timestamp? {
        try optionalInteger(column).map { Timestamp(microseconds: $0) }
    }

    /// The identifier in a column of twelve bytes.
    public func objectID(_ column: Int) throws(DatabaseError) -> ObjectID {
        try present(optionalObjectID(column), column, "an identifier")
    }

    /// The identifier in a column of twelve bytes, or nil for null.
    public func optionalObjectID(_ column: Int) throws(DatabaseError) -> ObjectID? {
        guard let bytes = try optionalBlob(column) else { return nil }
        guard let id = ObjectID(bytes: bytes) else {
            throw .invalid("column \(column) holds \(bytes.count) bytes, not the 12 of an id")
        }
        return id
    }

    private func present<Value>(
        _ value: Value?,
        _ column: Int,
        _ expected: String
    ) throws(DatabaseError) -> Value {
        guard let value else {
            throw mismatch(column, expected, .null)
        }
        return value
    }

    private func mismatch(_ column: Int, _ expected: String, _ found: SQLValue) -> DatabaseError {
        .invalid("column \(column) of \(count) holds \(found.kind), not \(expected)")
    }
}
