public import Essentials

/// Writes values as compact bytes, to be stored and read by ``ValueDecoder``.
///
/// The first byte is the version. Whole numbers have a variable length: seven bits per byte,
/// lowest first, with the highest bit set in all bytes but the last (LEB128); signed numbers are
/// zigzag-coded first. A text is its length in bytes and its UTF-8. A value is one byte for its
/// kind, and then:
///
/// | kind | bytes that follow |
/// | --- | --- |
/// | 0 text, 7 payload | a text |
/// | 1 integer | a signed number |
/// | 2 decimal | 8 bytes of IEEE 754, lowest first |
/// | 3 false, 4 true | none |
/// | 5 date | signed days since 1970-01-01 |
/// | 6 moment | signed microseconds since 1970-01-01T00:00:00Z |
/// | 8 coordinates | latitude and longitude as decimals |
/// | 9 list | the number of values, then the values |
public struct ValueEncoder {
    /// The version that this encoder writes.
    public static let version: UInt8 = 1

    /// The bytes so far.
    public private(set) var bytes: [UInt8] = []

    /// Creates an encoder and writes the version.
    public init(capacity: Int = 64) {
        bytes.reserveCapacity(capacity)
        bytes.append(ValueEncoder.version)
    }

    /// Writes a whole number.
    public mutating func unsigned(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes a signed whole number.
    public mutating func signed(_ number: Int64) {
        unsigned(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    /// Writes a decimal.
    public mutating func decimal(_ number: Double) {
        var bits = number.bitPattern
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
        }
    }

    /// Writes a text.
    public mutating func text(_ text: String) {
        unsigned(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a moment.
    public mutating func moment(_ moment: Timestamp) { signed(moment.microseconds) }

    /// Writes a value.
    public mutating func value(_ value: AttributeValue) {
        switch value {
        case .text(let text):
            bytes.append(0)
            self.text(text)
        case .integer(let number):
            bytes.append(1)
            signed(number)
        case .decimal(let number):
            bytes.append(2)
            decimal(number)
        case .bool(let flag): bytes.append(flag ? 4 : 3)
        case .date(let date):
            bytes.append(5)
            signed(Int64(date.daysSinceEpoch))
        case .moment(let moment):
            bytes.append(6)
            self.moment(moment)
        case .payload(let json):
            bytes.append(7)
            text(json)
        case .coordinates(let point):
            bytes.append(8)
            decimal(point.latitude)
            decimal(point.longitude)
        case .list(let elements):
            bytes.append(9)
            unsigned(UInt64(elements.count))
            for element in elements { self.value(element) }
        }
    }
}

extension AttributeValue {
    /// The encoding of the value alone, starting with the version.
    public var encoded: [UInt8] {
        var encoder = ValueEncoder(capacity: 16)
        encoder.value(self)
        return encoder.bytes
    }

    /// Decodes one value.
    public init(encoded bytes: [UInt8]) throws(ValueDecodingError) {
        var decoder = try ValueDecoder(bytes)
        self = try decoder.value()
        guard decoder.isAtEnd else { throw .malformed(offset: decoder.offset) }
    }
}
