import Glibc

/// The parameters of one run of a statement, in libpq's form.
struct PostgresParameters: ~Copyable {
    private var encoder = PostgresEncoder()
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    /// Encodes the values for parameters of the given types.
    mutating func encode(
        _ values: [SQLValue],
        as types: [PostgresType]
    ) throws(DatabaseError) {
        guard values.count == types.count else {
            throw .invalid("\(types.count) parameters wanted, \(values.count) given")
        }
        clear()
        for index in 0..<values.count { try append(values[index], as: types[index]) }
    }

    /// Encodes columns of rows as arrays.
    mutating func encodeColumns(
        of rows: [[SQLValue]],
        as types: [PostgresType]
    ) throws(DatabaseError) {
        clear()
        for column in 0..<types.count {
            let start = encoder.count
            let type = types[column]
            // Dimensions, whether there are nulls, element type; then the extent from 1.
            encoder.append(Int32(1))
            encoder.append(Int32(1))
            encoder.append(type.rawValue)
            encoder.append(Int32(rows.count))
            encoder.append(Int32(1))
            for row in rows {
                guard row.count == types.count else {
                    throw .invalid("\(types.count) columns wanted, \(row.count) given")
                }
                try encoder.appendField(row[column], as: type)
            }
            note(start, isBinary: true)
        }
    }

    /// Passes the parameters to a function of libpq.
    borrowing func withPointers<Result>(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
        ) -> Result
    ) -> Result {
        let base = encoder.written.baseAddress
        return withUnsafeTemporaryAllocation(
            of: UnsafePointer<CChar>?.self,
            capacity: max(offsets.count, 1)
        ) { pointers in
            for index in 0..<offsets.count {
                let offset = offsets[index]
                pointers[index] =
                    offset < 0
                    ? nil : base.map { ($0 + offset).assumingMemoryBound(to: CChar.self) }
            }
            let start = UnsafeMutableRawPointer(mutating: pointers.baseAddress)
                .map { UnsafePointer($0.assumingMemoryBound(to: UnsafePointer<CChar>?.self)) }
            guard let start else { preconditionFailure("a temporary allocation has an address") }
            return body(Int32(offsets.count), start, lengths, formats)
        }
    }

    private mutating func append(
        _ value: SQLValue,
        as type: PostgresType
    ) throws(DatabaseError) {
        let start = encoder.count
        switch (value, type) {
        case (.null, _):
            offsets.append(-1)
            lengths.append(0)
            formats.append(1)
            return
        case (.integer(let number), .numeric):
            try encoder.append("\(number)")
        case (.real(let number), .numeric) where number.isFinite:
            try encoder.append("\(number)")
        case (.text(let text), _) where type.binaryName == nil && type != .numeric:
            try encoder.append(text)
        default:
            try encoder.appendBinary(value, as: type)
            return note(start, isBinary: true)
        }
        // Parameters in text form end with a NUL.
        encoder.append(UInt8(0))
        note(start, isBinary: false)
    }

    private mutating func note(_ start: Int, isBinary: Bool) {
        offsets.append(start)
        lengths.append(Int32(clamping: encoder.count - start))
        formats.append(isBinary ? 1 : 0)
    }

    private mutating func clear() {
        encoder.clear()
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
    }
}

/// A list of C strings that ends with a null pointer.
final class CStrings {
    let pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        pointers = .allocate(capacity: count + 1)
        pointers.initialize(repeating: nil, count: count + 1)
        for (index, string) in strings.enumerated() {
            pointers[index] = strdup(string).map { UnsafePointer($0) }
        }
    }

    deinit {
        for index in 0..<count { free(UnsafeMutableRawPointer(mutating: pointers[index])) }
        pointers.deallocate()
    }
}
