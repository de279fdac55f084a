import CSQLite
import Glibc

/// A prepared statement; finalized with its last reference.
final class SQLiteStatement {
    /// Whether there may be more rows to fetch.
    private(set) var isRunning = false

    private let connection: OpaquePointer
    private let statement: OpaquePointer
    private let columnCount: Int32
    private let isReadOnly: Bool
    /// Which parameter, counted from 0, belongs to each placeholder of SQLite, in order.
    private let order: [Int]
    private let parameterCount: Int
    /// The bytes of the bound texts and blobs: SQLite reads them from here, without a copy.
    private var scratch: UnsafeMutableRawPointer
    private var capacity = 256

    init(_ sql: String, on connection: OpaquePointer) throws(DatabaseError) {
        var statement: OpaquePointer?
        var sql = sql
        let (code, isComplete) = sql.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { text in
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v3(
                    connection,
                    text.baseAddress,
                    Int32(clamping: text.count),
                    UInt32(SQLITE_PREPARE_PERSISTENT),
                    &statement,
                    &tail
                )
                let end = text.baseAddress.map { $0 + text.count }
                return (code, SQLiteStatement.isBlank(from: tail, to: end))
            }
        }
        guard code == SQLITE_OK else { throw DatabaseError(sqlite: code, connection) }
        guard let statement else { throw .invalid("the statement is empty") }
        guard isComplete else {
            sqlite3_finalize(statement)
            throw .invalid("more than one statement: \(sql)")
        }
        self.connection = connection
        self.statement = statement
        columnCount = sqlite3_column_count(statement)
        isReadOnly = sqlite3_stmt_readonly(statement) != 0
        scratch = .allocate(byteCount: capacity, alignment: 1)
        var order: [Int] = []
        for place in 0..<sqlite3_bind_parameter_count(statement) {
            let name = sqlite3_bind_parameter_name(statement, place + 1).map(String.init(cString:))
            order.append((Int(name?.dropFirst() ?? "") ?? 0) - 1)
        }
        self.order = order
        parameterCount = (order.max() ?? -1) + 1
        guard !order.contains(where: { $0 < 0 }) else {
            throw .invalid("placeholders must be $1, $2 …: \(sql)")
        }
    }

    deinit {
        sqlite3_finalize(statement)
        scratch.deallocate()
    }

    /// Runs to the end and returns how many rows were affected.
    func run(_ parameters: [SQLValue]) throws(DatabaseError) -> Int {
        try bind(parameters)
        defer { sqlite3_reset(statement) }
        let before = sqlite3_total_changes64(connection)
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW { code = sqlite3_step(statement) }
        guard code == SQLITE_DONE else { throw DatabaseError(sqlite: code, connection) }
        // The change counter keeps its old value when the statement cannot change anything.
        guard !isReadOnly, sqlite3_total_changes64(connection) != before else { return 0 }
        return Int(sqlite3_changes64(connection))
    }

    /// Runs to the end and returns the rows.
    func rows(_ parameters: [SQLValue]) throws(DatabaseError) -> [SQLRow] {
        try start(parameters)
        defer { reset() }
        var rows: [SQLRow] = []
        while try step() { rows.append(row) }
        return rows
    }

    /// Starts to fetch rows; must be reset afterwards.
    func start(_ parameters: [SQLValue]) throws(DatabaseError) {
        try bind(parameters)
        isRunning = true
    }

    /// Moves to the next row; false when there is none.
    func step() throws(DatabaseError) -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        case let code: throw DatabaseError(sqlite: code, connection)
        }
    }

    /// Ends fetching.
    func reset() {
        sqlite3_reset(statement)
        isRunning = false
    }

    /// The current row.
    var row: SQLRow {
        var values: [SQLValue] = []
        values.reserveCapacity(Int(columnCount))
        for column in 0..<columnCount { values.append(value(column)) }
        return SQLRow(values)
    }

    private func value(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER:
            return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT:
            return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .text(
                String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
            )
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(statement, column)
            let count = Int(sqlite3_column_bytes(statement, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default:
            return .null
        }
    }

    private static func isBlank(
        from start: UnsafePointer<CChar>?,
        to end: UnsafePointer<CChar>?
    ) -> Bool {
        guard let start, let end, start < end else { return true }
        return UnsafeBufferPointer(start: start, count: end - start)
            .allSatisfy { isspace(Int32($0)) != 0 || $0 == 59 }
    }
}

// MARK: Binding

extension SQLiteStatement {
    /// Gives the parameters to SQLite.
    ///
    /// Texts and blobs are first copied end to end into memory that stays valid until the next
    /// binding, so that SQLite needs no copies of its own.
    private func bind(_ parameters: [SQLValue]) throws(DatabaseError) {
        guard parameters.count == parameterCount else {
            throw .invalid("\(parameterCount) parameters wanted, \(parameters.count) given")
        }
        reserve(parameters)
        var used = 0
        for place in 0..<order.count {
            let code = try bind(parameters[order[place]], Int32(place + 1), &used)
            guard code == SQLITE_OK else { throw DatabaseError(sqlite: code, connection) }
        }
    }

    private func bind(
        _ value: SQLValue,
        _ place: Int32,
        _ used: inout Int
    ) throws(DatabaseError) -> Int32 {
        switch value {
        case .null:
            return sqlite3_bind_null(statement, place)
        case .integer(let number):
            return sqlite3_bind_int64(statement, place, number)
        case .real(let number):
            guard !number.isNaN else { throw .invalid("NaN cannot be stored") }
            return sqlite3_bind_double(statement, place, number)
        case .text(let text):
            let start = used
            used += copy(text, to: used)
            let count = used - start
            let bytes = scratch + start
            guard memchr(bytes, 0, count) == nil else {
                throw .invalid("a text with a NUL character cannot be stored")
            }
            return sqlite3_bind_text64(
                statement,
                place,
                bytes.assumingMemoryBound(to: CChar.self),
                UInt64(count),
                nil,
                UInt8(SQLITE_UTF8)
            )
        case .blob(let octets):
            let bytes = scratch + used
            octets.withUnsafeBytes { source in
                if let start = source.baseAddress {
                    bytes.copyMemory(from: start, byteCount: source.count)
                }
            }
            used += octets.count
            return sqlite3_bind_blob64(statement, place, bytes, UInt64(octets.count), nil)
        }
    }

    private func copy(_ text: String, to offset: Int) -> Int {
        let target = UnsafeMutableRawBufferPointer(
            start: scratch + offset,
            count: capacity - offset
        )
        let count = text.utf8.withContiguousStorageIfAvailable { source in
            target.copyBytes(from: source)
            return source.count
        }
        if let count { return count }
        target.copyBytes(from: text.utf8)
        return text.utf8.count
    }

    /// Makes room for all bytes and one more, so that an empty blob has an address too.
    private func reserve(_ parameters: [SQLValue]) {
        var needed = 1
        for index in order {
            switch parameters[index] {
            case .text(let text): needed += text.utf8.count
            case .blob(let octets): needed += octets.count
            default: break
            }
        }
        guard needed > capacity else { return }
        capacity = max(needed, capacity * 2)
        scratch.deallocate()
        scratch = .allocate(byteCount: capacity, alignment: 1)
    }
}
