import CPostgreSQL

/// The result of a statement; cleared with its last reference.
final class PostgresResult {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) { self.result = result }

    deinit { PQclear(result) }

    /// The status of the result.
    var status: ExecStatusType { PQresultStatus(result) }

    /// Whether the statement succeeded.
    var isSuccess: Bool { status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK }

    /// The number of affected rows.
    var affectedRows: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// The name of the command, as the server reports it.
    var command: String { String(cString: PQcmdStatus(result)) }

    /// The first value, if it is a whole number of eight bytes.
    var firstInteger: Int64? {
        guard rowCount > 0, PQgetlength(result, 0, 0) == 8 else { return nil }
        let bytes = UnsafeRawPointer(PQgetvalue(result, 0, 0))
        return bytes.map { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
    }

    /// The number of rows.
    var rowCount: Int32 { PQntuples(result) }

    /// The types of the parameters of a described statement.
    var parameterTypes: [PostgresType] {
        (0..<PQnparams(result)).map { PostgresType(rawValue: PQparamtype(result, $0)) }
    }

    /// All rows.
    func rows() throws(DatabaseError) -> [SQLRow] {
        var rows: [SQLRow] = []
        rows.reserveCapacity(Int(rowCount))
        for row in 0..<rowCount { rows.append(try self.row(row)) }
        return rows
    }

    /// One row.
    func row(_ row: Int32) throws(DatabaseError) -> SQLRow {
        let columns = PQnfields(result)
        var values: [SQLValue] = []
        values.reserveCapacity(Int(columns))
        for column in 0..<columns { values.append(try value(row, column)) }
        return SQLRow(values)
    }

    private func value(_ row: Int32, _ column: Int32) throws(DatabaseError) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0 else { return .null }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, row, column),
            count: Int(PQgetlength(result, row, column))
        )
        let type = PostgresType(rawValue: PQftype(result, column))
        switch type {
        case .int8: return .integer(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case .int4: return .integer(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case .int2: return .integer(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
        case .bool: return .integer(Int64(bytes[0]))
        case .float8:
            let bits = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
            return .real(Double(bitPattern: bits))
        case .float4:
            let bits = UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))
            return .real(Double(Float(bitPattern: bits)))
        case .bytea: return .blob([UInt8](bytes))
        case .numeric: return PostgresResult.number(bytes)
        case .text, .varchar, .bpchar, .name, .unknown, .json:
            return .text(String(decoding: bytes, as: UTF8.self))
        case .jsonb: return .text(String(decoding: bytes.dropFirst(), as: UTF8.self))
        default: throw .invalid("a result of type \(type.rawValue) cannot be read: cast it")
        }
    }

    /// The number in a binary `numeric`, the type of a `sum` of whole numbers.
    ///
    /// Layout: digit count, weight of the first digit, sign and scale in 16 bits each; then digits
    /// to base 10,000. A number without a scale that fits becomes an integer, any other a real
    /// number.
    private static func number(_ bytes: UnsafeRawBufferPointer) -> SQLValue {
        func word(_ index: Int) -> Int {
            Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)))
        }
        let digits = word(0)
        let weight = word(1)
        let isNegative = word(2) == 0x4000
        var whole: Int64? = word(3) == 0 ? 0 : nil
        var real = 0.0
        for index in 0..<max(digits, weight + 1) {
            let digit = index < digits ? word(4 + index) : 0
            real = real * 10_000 + Double(digit)
            whole = whole.flatMap { whole in
                let (product, tooLarge) = whole.multipliedReportingOverflow(by: 10_000)
                let (sum, tooFar) = product.subtractingReportingOverflow(Int64(digit))
                return tooLarge || tooFar ? nil : sum
            }
        }
        // Counted downwards, so that the smallest integer fits as well.
        if let whole, isNegative || whole != .min { return .integer(isNegative ? whole : -whole) }
        var exponent = weight + 1 - max(digits, weight + 1)
        while exponent < 0 {
            real /= 10_000
            exponent += 1
        }
        return .real(isNegative ? -real : real)
    }
}

// MARK: Errors

extension PostgresResult {
    /// Whether running the transaction again may help.
    var isTransient: Bool {
        switch sqlState {
        case "40001", "40P01": true
        case "0A000": message.contains("cached plan")
        default: false
        }
    }

    /// The error of a result that is a failure.
    var error: DatabaseError {
        if status == PGRES_EMPTY_QUERY { return .invalid("the statement is empty") }
        let state = sqlState
        switch state {
        case "23505": return .constraint(kind: .unique, detail: message)
        case "23503": return .constraint(kind: .foreignKey, detail: message)
        case "23514": return .constraint(kind: .check, detail: message)
        case "23502": return .constraint(kind: .notNull, detail: message)
        case "XX001", "XX002": return .damaged("\(message), PostgreSQL \(state)")
        case "", "40001", "40P01", "55P03", "25006":
            return .unavailable("\(message) (\(state))")
        default:
            // 08 connection, 53 resources, 57 operator, 58 system, XX internal.
            let isOutside = ["08", "53", "57", "58", "XX"].contains(state.prefix(2))
            let text = "\(message) (PostgreSQL \(state))"
            return isOutside ? .unavailable(text) : .invalid(text)
        }
    }

    private var sqlState: String { field("C") }

    /// The message without its detail, which would contain values of the row.
    private var message: String {
        let primary = field("M")
        return primary.isEmpty ? String(cString: PQresultErrorMessage(result)) : primary
    }

    private func field(_ code: Unicode.Scalar) -> String {
        PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) } ?? ""
    }
}
