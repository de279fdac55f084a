import Glibc

/// A buffer of bytes to send to the server; its memory is reused.
struct PostgresEncoder: ~Copyable {
    private(set) var count = 0
    private var bytes: UnsafeMutableRawPointer
    private var capacity = 4096

    init() { bytes = .allocate(byteCount: 4096, alignment: 8) }

    deinit { bytes.deallocate() }

    /// The bytes written so far; valid until the next write.
    var written: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: count) }

    /// Discards the content, and releases memory beyond 1 MB.
    mutating func clear() {
        count = 0
        guard capacity > 1 << 20 else { return }
        bytes.deallocate()
        capacity = 4096
        bytes = .allocate(byteCount: capacity, alignment: 8)
    }

    /// Writes a number, most significant byte first.
    @inline(__always)
    mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        let size = MemoryLayout<Number>.size
        reserve(size)
        // Unaligned: rows are packed.
        bytes.storeBytes(of: number.bigEndian, toByteOffset: count, as: Number.self)
        count += size
    }

    /// Overwrites the number at the offset.
    mutating func replace(at offset: Int, with number: Int32) {
        bytes.storeBytes(of: number.bigEndian, toByteOffset: offset, as: Int32.self)
    }

    /// Writes bytes.
    mutating func append(_ source: UnsafeRawBufferPointer) {
        reserve(source.count)
        if let start = source.baseAddress {
            (bytes + count).copyMemory(from: start, byteCount: source.count)
        }
        count += source.count
    }

    /// Writes a text that holds no NUL.
    mutating func append(_ text: String) throws(DatabaseError) {
        let start = count
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
        guard memchr(bytes + start, 0, count - start) == nil else {
            throw .invalid("a text with a NUL character cannot be stored")
        }
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        let larger = max(capacity * 2, count + more)
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 8)
        fresh.copyMemory(from: bytes, byteCount: count)
        bytes.deallocate()
        bytes = fresh
        capacity = larger
    }
}

extension PostgresEncoder {
    /// Writes rows in the binary form of COPY.
    ///
    /// Layout: a signature of 11 bytes, then flags and extension length of 32 bits each. Each row
    /// is the number of its fields in 16 bits and the fields; −1 in 16 bits ends the data.
    mutating func encodeCopy(
        of rows: [[SQLValue]],
        as types: [PostgresType]
    ) throws(DatabaseError) {
        clear()
        let signature: [UInt8] = [
            0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00,
        ]
        signature.withUnsafeBytes { append($0) }
        append(Int32(0))
        append(Int32(0))
        for row in rows {
            guard row.count == types.count else {
                throw .invalid("\(types.count) columns wanted, \(row.count) given")
            }
            append(Int16(types.count))
            for column in 0..<types.count { try appendField(row[column], as: types[column]) }
        }
        append(Int16(-1))
    }

    /// Writes the length of a value in 32 bits, then its binary form; a length of −1 means null.
    mutating func appendField(
        _ value: SQLValue,
        as type: PostgresType
    ) throws(DatabaseError) {
        if case .null = value { return append(Int32(-1)) }
        let offset = count
        append(Int32(0))
        try appendBinary(value, as: type)
        replace(at: offset, with: Int32(count - offset - 4))
    }

    /// Writes the binary form of a value that is not null.
    mutating func appendBinary(_ value: SQLValue, as type: PostgresType) throws(DatabaseError) {
        switch (value, type) {
        case (.integer(let number), .int8): append(number)
        case (.integer(let number), .int4): append(try PostgresEncoder.narrow(number) as Int32)
        case (.integer(let number), .int2): append(try PostgresEncoder.narrow(number) as Int16)
        case (.integer(let number), .float8): append(Double(number).bitPattern)
        case (.integer(let number), .float4): append(Float(number).bitPattern)
        case (.integer(let number), .bool) where number == 0 || number == 1:
            append(UInt8(number))
        case (.real(let number), .float8) where !number.isNaN: append(number.bitPattern)
        case (.real(let number), .float4) where !number.isNaN: append(Float(number).bitPattern)
        case (.real(let number), _) where number.isNaN:
            throw .invalid("NaN cannot be stored")
        case (.text(let text), .text), (.text(let text), .varchar), (.text(let text), .bpchar),
            (.text(let text), .json), (.text(let text), .name), (.text(let text), .unknown):
            try append(text)
        case (.text(let text), .jsonb):
            append(UInt8(1))
            try append(text)
        case (.blob(let octets), .bytea):
            octets.withUnsafeBytes { append($0) }
        default:
            throw .invalid(
                "\(value.kind) cannot be stored as \(type.binaryName ?? "type \(type.rawValue)")"
            )
        }
    }

    private static func narrow<Number: FixedWidthInteger>(
        _ number: Int64
    ) throws(DatabaseError) -> Number {
        guard let narrowed = Number(exactly: number) else {
            throw .invalid("\(number) does not fit in \(Number.bitWidth) bits")
        }
        return narrowed
    }
}
