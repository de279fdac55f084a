public import Essentials

/// Why bytes cannot be decoded.
public enum ValueDecodingError: Error, Sendable, Hashable {
    /// The bytes end before the value does.
    case truncated
    /// The version is unknown.
    case unknownVersion(UInt8)
    /// The byte at this offset is not valid there.
    case malformed(offset: Int)
}

/// Reads the output of ``ValueEncoder``, and rejects anything else.
public struct ValueDecoder {
    /// The number of bytes that were read.
    public private(set) var offset = 0
    private let bytes: [UInt8]

    /// Starts to read with the version.
    public init(_ bytes: [UInt8]) throws(ValueDecodingError) {
        self.bytes = bytes
        let version = try byte()
        guard version == ValueEncoder.version else { throw .unknownVersion(version) }
    }

    /// Whether all bytes were read.
    public var isAtEnd: Bool { offset == bytes.count }

    /// Reads a whole number.
    public mutating func unsigned() throws(ValueDecodingError) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte()
            guard shift < 63 || byte <= 1 else { throw .malformed(offset: offset - 1) }
            number |= UInt64(byte & 0x7F) << shift
            guard byte >= 0x80 else { return number }
            shift += 7
        }
    }

    /// Reads a signed whole number.
    public mutating func signed() throws(ValueDecodingError) -> Int64 {
        let number = try unsigned()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// Reads a decimal.
    public mutating func decimal() throws(ValueDecodingError) -> Double {
        guard bytes.count - offset >= 8 else { throw .truncated }
        var bits: UInt64 = 0
        for index in (0..<8).reversed() { bits = bits << 8 | UInt64(bytes[offset + index]) }
        offset += 8
        let number = Double(bitPattern: bits)
        guard number.isFinite else { throw .malformed(offset: offset - 8) }
        return number
    }

    /// Reads a text.
    public mutating func text() throws(ValueDecodingError) -> String {
        let start = offset
        let count = try unsigned()
        guard count <= UInt64(bytes.count - offset) else { throw .truncated }
        let octets = bytes[offset..<offset + Int(count)]
        offset += Int(count)
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw .malformed(offset: start)
        }
        return text
    }

    /// Reads a moment.
    public mutating func moment() throws(ValueDecodingError) -> Timestamp {
        Timestamp(microseconds: try signed())
    }

    /// Reads a value.
    public mutating func value() throws(ValueDecodingError) -> AttributeValue {
        let kind = try byte()
        guard kind == 9 else { return try single(kind) }
        let count = try unsigned()
        guard count <= UInt64(bytes.count - offset) else { throw .truncated }
        var elements: [AttributeValue] = []
        elements.reserveCapacity(Int(count))
        for _ in 0..<count { elements.append(try single(try byte())) }
        return .list(elements)
    }

    private mutating func single(_ kind: UInt8) throws(ValueDecodingError) -> AttributeValue {
        let start = offset - 1
        switch kind {
        case 0: return .text(try text())
        case 1: return .integer(try signed())
        case 2: return .decimal(try decimal())
        case 3: return .bool(false)
        case 4: return .bool(true)
        case 5:
            let days = try signed()
            guard (-719_528...2_932_896).contains(days) else { throw .malformed(offset: start) }
            return .date(CivilDate(daysSinceEpoch: days))
        case 6: return .moment(try moment())
        case 7: return .payload(try text())
        case 8:
            let latitude = try decimal()
            let longitude = try decimal()
            guard let point = Coordinates(latitude: latitude, longitude: longitude) else {
                throw .malformed(offset: start)
            }
            return .coordinates(point)
        default: throw .malformed(offset: start)
        }
    }

    private mutating func byte() throws(ValueDecodingError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        offset += 1
        return bytes[offset - 1]
    }
}
